package main

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"

	"github.com/cotalker/rolecall/internal/guard"
	"github.com/spf13/pflag"
)

// asking says who may ask what is not for everybody: the control API of a mock, the
// journal of a proxy.
type asking struct {
	token   string
	hosts   []string
	origins []string
}

// add adds the flags for what is guarded.
func (f *asking) add(flags *pflag.FlagSet, what string) {
	flags.StringVar(&f.token, "control-token", "", "token that "+what+" wants; without one it is for this machine alone")
	flags.StringSliceVar(&f.hosts, "allow-host", nil, "name under which "+what+" may be asked for besides localhost and addresses")
	flags.StringSliceVar(&f.origins, "allow-origin", nil, "origin whose pages may ask for "+what+", such as http://localhost:5173")
}

// check tells what is wrong with the flags.
func (f *asking) check() error {
	if strings.ContainsFunc(f.token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return errors.New("--control-token: it goes into a header, and so has visible ASCII characters alone, and no blank")
	}
	for _, name := range f.hosts {
		if _, _, err := net.SplitHostPort(name); err == nil || name == "" || strings.ContainsAny(name, " \t/") {
			return fmt.Errorf("--allow-host %q: it is a name alone, such as mock.internal", name)
		}
	}
	for _, origin := range f.origins {
		at, err := url.Parse(origin)
		if err != nil || at.Scheme == "" || at.Host == "" || at.Path != "" || at.RawQuery != "" {
			return fmt.Errorf("--allow-origin %q: it is a scheme and a host, and a port where there is one, such as http://localhost:5173", origin)
		}
	}
	return nil
}

// guard is what the flags say.
func (f *asking) guard() guard.Guard {
	g := guard.Guard{Token: f.token, Origins: f.origins}
	for _, name := range f.hosts {
		g.Hosts = append(g.Hosts, strings.ToLower(name))
	}
	return g
}

// opens says what an address opens that others than this machine reach, and what is
// guarded; "" where none does.
func (f *asking) opens(at net.Addr, opens, guarded string) string {
	tcp, isTCP := at.(*net.TCPAddr)
	switch {
	case !isTCP || tcp.IP.IsLoopback():
		return ""
	case f.token == "":
		return fmt.Sprintf("%s is not loopback: whoever reaches it can %s; %s answers this machine alone, unless there is a --control-token", at, opens, guarded)
	}
	return fmt.Sprintf("%s is not loopback: whoever reaches it can %s, and with the control token all of %s", at, opens, guarded)
}
