package main

import (
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/cotalker/rolecall/internal/settings"
	"github.com/spf13/pflag"
)

// address is where a command listens.
type address struct {
	host, both string // both: HOST:PORT, or a host alone
	port       int
	flags      *pflag.FlagSet
}

// add adds the flags, with the port that is usual for the command.
func (a *address) add(flags *pflag.FlagSet, usual int) {
	a.flags = flags
	flags.StringVar(&a.host, "host", "127.0.0.1", "host to listen on; 0.0.0.0 is every IPv4 address of this machine")
	flags.IntVarP(&a.port, "port", "p", usual, "port to listen on; 0 picks a free one")
	flags.StringVar(&a.both, "addr", "", "both at once, HOST:PORT, or a host alone")
}

// resolve works out host and port. What the flags say more than once must be the
// same, or one of them goes before: the command line before the environment, and
// that before the file of settings.
func (a *address) resolve() error {
	if a.both == "" {
		a.host = withoutBrackets(a.host)
		return nil
	}
	host, portText, err := net.SplitHostPort(a.both)
	if err != nil || net.ParseIP(a.both) != nil { // ::1 has colons, and is a host alone
		host, portText = withoutBrackets(a.both), ""
	}
	if err := a.settle("host", host, withoutBrackets(a.host), func() { a.host = host }); err != nil || portText == "" {
		return err
	}
	port, err := strconv.Atoi(portText)
	if err != nil {
		return fmt.Errorf("--addr %s: %q is not a port; write HOST:PORT, such as 127.0.0.1:4010", a.both, portText)
	}
	return a.settle("port", portText, strconv.Itoa(a.port), func() { a.port = port })
}

// settle takes what --addr says of a flag, unless the flag goes before.
func (a *address) settle(flag, fromAddr, own string, take func()) error {
	both, one := settings.OriginOf(a.flags.Lookup("addr")).Place, settings.OriginOf(a.flags.Lookup(flag)).Place
	if one == both && fromAddr != own {
		return fmt.Errorf("--addr says %s %s, and --%s says %s; leave one of them out", flag, fromAddr, flag, own)
	}
	if one <= both {
		take()
	}
	return nil
}

// listen opens the port.
func (a *address) listen() (net.Listener, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort(a.host, strconv.Itoa(a.port)))
	if err != nil {
		return nil, fmt.Errorf("listening: %w; choose another --host or --port (0 picks a free one)", err)
	}
	return listener, nil
}

// shown is the address as it was asked for, with the port that was picked: for
// every address of the machine the listener's own words are those of IPv6.
func (a *address) shown(at net.Addr) string {
	tcp, is := at.(*net.TCPAddr)
	if !is || a.host == "" {
		return at.String()
	}
	return net.JoinHostPort(a.host, strconv.Itoa(tcp.Port))
}

// withoutBrackets is a host of IPv6 that stands in brackets, as it does in a URL.
func withoutBrackets(host string) string {
	if inner, opens := strings.CutPrefix(host, "["); opens {
		return strings.TrimSuffix(inner, "]")
	}
	return host
}
