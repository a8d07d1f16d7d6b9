package nats

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
)

// address is what a URL says.
type address struct {
	servers  string // separated by commas
	replicas int    // 0: as many as are sensible
	options  []nats.Option
	secrets  []string
}

// parse reads nats://USER:PASSWORD@HOST:PORT,HOST:PORT?replicas=3&tls=true&ca=FILE&creds=FILE.
func parse(text string) (a address, err error) {
	hosts, query, _ := strings.Cut(text, "?")
	for server := range strings.SplitSeq(hosts, ",") {
		if !strings.Contains(server, "://") {
			server = "nats://" + server
		}
		u, err := url.Parse(server)
		if err != nil {
			// The error of url holds the URL, and so the password.
			return address{}, errors.New("its part before the ? is not a URL; write nats://HOST:PORT, and %XX for what a URL cannot hold")
		}
		if u.Scheme != "nats" || u.Hostname() == "" || u.Path != "" && u.Path != "/" {
			return address{}, errors.New("it is not nats://HOST:PORT, or several such separated by commas")
		}
		a.secrets = append(a.secrets, u.User.Username())
		if password, ok := u.User.Password(); ok {
			// A user's name alone is a token.
			a.secrets = append(a.secrets[:len(a.secrets)-1], password)
		}
		u.Path = ""
		a.servers = strings.TrimPrefix(a.servers+","+u.String(), ",")
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return address{}, errors.New("its part after the ? cannot be read")
	}
	for name, value := range values {
		switch name {
		case "replicas":
			if a.replicas, err = strconv.Atoi(value[0]); err != nil || a.replicas < 1 || a.replicas > 5 {
				return address{}, fmt.Errorf("replicas=%s is not a number from 1 to 5", value[0])
			}
		case "tls":
			if secure, err := strconv.ParseBool(value[0]); err != nil {
				return address{}, fmt.Errorf("tls=%s is neither true nor false", value[0])
			} else if secure {
				a.options = append(a.options, nats.Secure())
			}
		case "ca":
			a.options = append(a.options, nats.RootCAs(value[0]))
		case "creds":
			a.options = append(a.options, nats.UserCredentials(value[0]))
		default:
			return address{}, fmt.Errorf("%s is not an option: there are replicas, tls, ca and creds", name)
		}
	}
	a.options = append(
		a.options,
		nats.Name("rolecall"),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(100*time.Millisecond),
		nats.Timeout(callTime),
		// What is published while there is no connection fails at once, rather
		// than later and unseen.
		nats.ReconnectBufSize(-1),
		// Without one, the client prints what happens to its connections.
		nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {}),
	)
	return a, nil
}

// secret is an error without the secrets that its text may hold.
type secret struct {
	text  string
	cause error
}

func (e *secret) Error() string { return e.text }
func (e *secret) Unwrap() error { return e.cause }

func (a address) hide(err error) error {
	text := err.Error()
	for _, s := range a.secrets {
		if s != "" {
			text = strings.NewReplacer(s, "xxxxx", url.QueryEscape(s), "xxxxx", url.PathEscape(s), "xxxxx").Replace(text)
		}
	}
	return &secret{text, err}
}
