package main

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/cotalker/rolecall/mockserver"
	"github.com/spf13/pflag"
)

// controlFlags are those of rolecall mock about its worlds, and about who may use
// the control API.
type controlFlags struct {
	worlds    int
	worldIdle time.Duration
	token     string
	hosts     []string
	origins   []string
}

func (f *controlFlags) add(flags *pflag.FlagSet) {
	flags.IntVar(&f.worlds, "worlds", mockserver.DefaultMaxWorlds, "how many worlds there may be beside the default one; the one used longest ago makes room")
	flags.DurationVar(&f.worldIdle, "world-idle", mockserver.DefaultWorldIdle, "how long a world stays that no request uses")
	flags.StringVar(&f.token, "control-token", "", "token that the control API wants; without one it answers this machine alone")
	flags.StringSliceVar(&f.hosts, "allow-host", nil, "name under which the control API may be called besides localhost and addresses")
	flags.StringSliceVar(&f.origins, "allow-origin", nil, "origin whose pages may call the control API, such as http://localhost:5173")
}

func (f *controlFlags) options() ([]mockserver.Option, error) {
	if f.worlds < 1 || f.worldIdle <= 0 {
		return nil, fmt.Errorf("--worlds %d --world-idle %s: there must be room for one world at least, and time to use it", f.worlds, f.worldIdle)
	}
	if strings.ContainsFunc(f.token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, errors.New("--control-token: it goes into a header, and so has visible ASCII characters alone, and no blank")
	}
	for _, name := range f.hosts {
		if _, _, err := net.SplitHostPort(name); err == nil || name == "" || strings.ContainsAny(name, " \t/") {
			return nil, fmt.Errorf("--allow-host %q: it is a name alone, such as mock.internal", name)
		}
	}
	for _, origin := range f.origins {
		at, err := url.Parse(origin)
		if err != nil || at.Scheme == "" || at.Host == "" || at.Path != "" || at.RawQuery != "" {
			return nil, fmt.Errorf("--allow-origin %q: it is a scheme and a host, and a port where there is one, such as http://localhost:5173", origin)
		}
	}
	return []mockserver.Option{
		mockserver.WithWorldLimits(f.worlds, f.worldIdle), mockserver.WithControlToken(f.token),
		mockserver.WithAllowedHosts(f.hosts...), mockserver.WithAllowedOrigins(f.origins...),
	}, nil
}

// opens says what an address opens that others reach too, "" where none does.
func (f *controlFlags) opens(at net.Addr) string {
	tcp, isTCP := at.(*net.TCPAddr)
	switch {
	case !isTCP || tcp.IP.IsLoopback():
		return ""
	case f.token == "":
		return fmt.Sprintf("%s is not loopback: whoever reaches it can use the mock, whose tokens are not secret; the control API answers this machine alone, unless there is a --control-token", at)
	}
	return fmt.Sprintf("%s is not loopback: whoever reaches it can use the mock, whose tokens are not secret, and with the control token all of the control API", at)
}
