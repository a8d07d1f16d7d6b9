package main

import (
	"fmt"
	"time"

	"github.com/cotalker/rolecall/mockserver"
	"github.com/spf13/pflag"
)

// controlFlags are those of rolecall mock about its worlds, and about who may use
// the control API.
type controlFlags struct {
	worlds    int
	worldIdle time.Duration
	memory    byteSize // of all worlds together
	asking    asking
}

func (f *controlFlags) add(flags *pflag.FlagSet) {
	flags.IntVar(&f.worlds, "worlds", mockserver.DefaultMaxWorlds, "how many worlds there may be beside the default one; the one used longest ago makes room")
	flags.DurationVar(&f.worldIdle, "world-idle", mockserver.DefaultWorldIdle, "how long a world stays that no request uses")
	f.memory = mockserver.DefaultWorldMemory
	flags.Var(&f.memory, "world-memory", "how much the worlds may hold together beside the seed, such as 512MiB; worlds that nobody uses make room; 0 for no limit")
	f.asking.add(flags, "the control API")
}

func (f *controlFlags) options() ([]mockserver.Option, error) {
	if f.worlds < 1 || f.worldIdle <= 0 {
		return nil, fmt.Errorf("--worlds %d --world-idle %s: there must be room for one world at least, and time to use it", f.worlds, f.worldIdle)
	}
	if err := f.asking.check(); err != nil {
		return nil, err
	}
	return []mockserver.Option{
		mockserver.WithWorldLimits(f.worlds, f.worldIdle), mockserver.WithWorldMemory(int64(f.memory)), mockserver.WithControlToken(f.asking.token),
		mockserver.WithAllowedHosts(f.asking.hosts...), mockserver.WithAllowedOrigins(f.asking.origins...),
	}, nil
}
