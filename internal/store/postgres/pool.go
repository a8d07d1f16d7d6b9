package postgres

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/cotalker/rolecall/internal/store"
)

const (
	// connections is how many a process has at most, beside the one that listens.
	connections = 8
	// callTime is the most that one statement may take.
	callTime = 10 * time.Second
	// connectTime is the most that a connection may take, if the URL does not say.
	connectTime = 5 * time.Second
)

// setting is said on each new connection, for proxies do not take it before.
const setting = `SET statement_timeout = '10s'; SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '30s'`

// pool lends connections to one caller at a time.
type pool struct {
	config *pgconn.Config
	slots  chan struct{} // one for each connection that may be

	mu     sync.Mutex
	idle   []*connection
	closed bool
	pause  backoff
}

type connection struct {
	*pgconn.PgConn
	prepared map[string]string // a statement's name by its text
}

var errClosed = errors.New("the store was closed")

func newPool(address string) (*pool, error) {
	config, err := pgconn.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("open the store: %w", hide(err, address))
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTime
	}
	if config.ValidateConnect == nil {
		// A standby takes no writes and tells what may be old.
		config.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "rolecall"
	}
	config.AfterConnect = func(ctx context.Context, c *pgconn.PgConn) error {
		_, err := c.Exec(ctx, setting).ReadAll()
		return err
	}
	return &pool{config: config, slots: make(chan struct{}, connections)}, nil
}

// secret is an error without the password that its text may hold.
type secret struct {
	text  string
	cause error
}

func (e *secret) Error() string { return e.text }
func (e *secret) Unwrap() error { return e.cause }

// hide takes passwords out of an error's text.
func hide(err error, address string, passwords ...string) error {
	if u, wrong := url.Parse(address); wrong == nil {
		password, _ := u.User.Password()
		passwords = append(passwords, password, u.Query().Get("password"))
	}
	text := err.Error()
	for _, password := range passwords {
		if password != "" {
			text = strings.NewReplacer(password, "xxxxx", url.QueryEscape(password), "xxxxx", url.PathEscape(password), "xxxxx").Replace(text)
		}
	}
	return &secret{text, err}
}

// use lends a connection for a call. An error of the connection is ErrUnavailable,
// unless the caller's context has ended.
func (p *pool) use(ctx context.Context, action string, call func(context.Context, *connection) error) error {
	outer := ctx
	if end, ends := ctx.Deadline(); !ends || time.Until(end) > callTime {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, callTime)
		defer cancel()
	}
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
	}
	err := ctx.Err()
	for tries := 0; err == nil; tries++ {
		var c *connection
		var fresh bool
		if c, fresh, err = p.take(ctx); err != nil {
			break
		}
		err = call(ctx, c)
		ended := c.IsClosed()
		p.giveBack(c, outer.Err() != nil)
		if err == nil || fresh || !ended || !pgconn.SafeToRetry(err) {
			break // else nothing was sent on a connection that had ended meanwhile
		}
		err = ctx.Err()
	}
	switch {
	case err == nil:
		return nil
	case outer.Err() != nil:
		return outer.Err()
	case store.IsOfLog(err):
		return err
	}
	return store.Unavailable(action, hide(err, "", p.config.Password))
}

// take gives an idle connection or a new one.
func (p *pool) take(ctx context.Context) (_ *connection, fresh bool, err error) {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil, false, errClosed
	}
	if n := len(p.idle); n > 0 {
		c := p.idle[n-1]
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		return c, false, nil
	}
	err = p.pause.not(time.Now())
	p.mu.Unlock()
	if err != nil {
		return nil, false, err
	}
	made, err := pgconn.ConnectConfig(ctx, p.config)
	p.mu.Lock()
	defer p.mu.Unlock()
	if !errors.Is(ctx.Err(), context.Canceled) { // who gave up says nothing of the server
		p.pause.note(time.Now(), err)
	}
	if err != nil {
		return nil, false, err
	}
	return &connection{made, map[string]string{}}, true, nil
}

// giveBack keeps a connection for the next one. Where it has ended, and not by
// its caller, the idle ones most likely have, too.
func (p *pool) giveBack(c *connection, byCaller bool) {
	p.mu.Lock()
	over := []*connection{c}
	switch {
	case c.IsClosed() && !byCaller:
		over, p.idle = p.idle, nil
	case c.IsClosed() || c.IsBusy() || c.TxStatus() != 'I' || p.closed:
	default:
		p.idle, over = append(p.idle, c), nil
	}
	p.mu.Unlock()
	end(over)
}

// end closes connections; that they have ended already is no matter.
func end(connections []*connection) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	for _, c := range connections {
		_ = c.Close(ctx)
	}
}

func (p *pool) close() {
	p.mu.Lock()
	idle := p.idle
	p.idle, p.closed = nil, true
	p.mu.Unlock()
	end(idle)
}
