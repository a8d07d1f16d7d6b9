package wire

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/cotalker/rolecall/spec"
)

// isPort tells whether a text can be the port of an address, where "" is that of
// the scheme.
func isPort(text string) bool {
	n, err := strconv.ParseUint(text, 10, 16)
	return text == "" || err == nil && n > 0
}

// ParseAddress reads the address of a server.
func ParseAddress(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return nil, fmt.Errorf("%q is not the address of a server; write it as http://host:port/path", text)
	case !isPort(u.Port()):
		return nil, fmt.Errorf("%q has the port %s, which there is none of; write one from 1 to 65535", text, u.Port())
	case u.User != nil:
		return nil, fmt.Errorf("the address of %s holds a user and a password; leave them out, and send what a gateway needs with --header", u.Host)
	case u.RawQuery != "" || u.Fragment != "":
		return nil, fmt.Errorf("%q has more than a path; leave out what begins with ? or #", text)
	}
	return u, nil
}

// Move gives the target another address. Log-in moves along where it stood at
// the same host, and stays where it stood at one of its own.
func (t *Target) Move(address string) error {
	to, err := ParseAddress(address)
	if err != nil {
		return err
	}
	from, _ := url.Parse(t.Address)
	login, err := url.Parse(t.Login)
	if err == nil && from != nil && login.Host == from.Host && t.Login != "" {
		login.Scheme, login.Host = to.Scheme, to.Host
		t.Login = login.String()
	}
	t.Address = strings.TrimRight(address, "/")
	return nil
}

// headerName is a token of RFC 9110.
var headerName = regexp.MustCompile("^[-!#$%&'*+.^_`|~0-9A-Za-z]+$")

// IsHeaderName tells whether a header may be called so.
func IsHeaderName(name string) bool { return headerName.MatchString(name) }

// fitHeader tells why a header cannot be sent with every request: checks send
// some themselves, or leave them out.
func fitHeader(contract *spec.Contract, header http.Header, named keys) error {
	ours := []string{"Authorization", "Content-Type", "Content-Length", "Transfer-Encoding", "Connection", "Accept", "User-Agent", "X-Request-Id"}
	for _, op := range contract.Operations {
		for _, h := range op.Access.Headers() {
			ours = append(ours, h.Name)
		}
	}
	for _, s := range contract.Keys() {
		if s.Kind == spec.APIKey && s.In == "header" && named[s.Name] != "" {
			ours = append(ours, s.Key)
		}
	}
	for name, values := range header {
		for _, own := range ours {
			if strings.EqualFold(name, own) {
				return fmt.Errorf("the header %s is sent by the checks themselves, or left out to see what happens; leave it out of --header, and of headers: in the target file", own)
			}
		}
		if !IsHeaderName(name) {
			return fmt.Errorf("%q is not the name of a header; write --header 'Name: value'", name)
		}
		for _, value := range values {
			if strings.ContainsFunc(value, unicode.IsControl) {
				return fmt.Errorf("the value of the header %s holds control characters; take them out", name)
			}
		}
	}
	return nil
}

// Loopback tells whether the target is on this machine.
func (c *Client) Loopback() bool {
	u, err := url.Parse(c.Address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return strings.EqualFold(u.Hostname(), "localhost") || ip != nil && ip.IsLoopback()
}
