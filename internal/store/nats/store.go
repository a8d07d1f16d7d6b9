package nats

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/cotalker/rolecall/internal/store"
	"github.com/cotalker/rolecall/internal/store/wakeup"
)

// callTime is the most that one question to the server may take.
const callTime = 5 * time.Second

// Store is a store in JetStream.
type Store struct {
	address address
	conn    *nats.Conn
	js      jetstream.JetStream
	waiting wakeup.Waiting[string] // by a log's ID
}

const (
	streamPrefix = "rolecall_"
	keptPrefix   = "rolecall_kept_"
	toldPrefix   = "rolecall_told."
)

// Open opens the store at a URL: nats://USER:PASSWORD@HOST:PORT,HOST:PORT and,
// after a ?, replicas=N, tls=true, ca=FILE, creds=FILE. An error never holds the
// password.
func Open(ctx context.Context, text string) (*Store, error) {
	a, err := parse(text)
	if err != nil {
		return nil, fmt.Errorf("open the store: the URL is wrong: %w", err)
	}
	s := &Store{address: a}
	wake := func(*nats.Conn) { s.waiting.WakeAll() }
	options := append(a.options, nats.ReconnectHandler(wake), nats.DisconnectErrHandler(func(c *nats.Conn, _ error) { wake(c) }))
	if s.conn, err = nats.Connect(a.servers, options...); err != nil {
		return nil, store.Unavailable("open the store", a.hide(err))
	}
	s.js, err = jetstream.New(s.conn)
	if err == nil {
		_, err = s.conn.Subscribe(toldPrefix+"*", func(m *nats.Msg) { s.waiting.Wake(strings.TrimPrefix(m.Subject, toldPrefix)) })
	}
	if err == nil {
		ctx, cancel := context.WithTimeout(ctx, callTime)
		defer cancel()
		if _, err = s.js.AccountInfo(ctx); err == nil {
			return s, nil
		}
		err = fmt.Errorf("its JetStream does not answer (start the server with -js): %w", err)
	}
	s.conn.Close()
	return nil, store.Unavailable("open the store", a.hide(err))
}

// use makes a call of the server in bounded time. An error that is not a log's
// own is ErrUnavailable, unless the caller's context has ended.
func (s *Store) use(ctx context.Context, action string, call func(context.Context) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	bounded, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	err := call(bounded)
	switch {
	case err == nil || store.IsOfLog(err):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	}
	return store.Unavailable(action, s.address.hide(err))
}

// description is what a stream's description says of its world.
type description struct {
	World    []byte `json:"world"`
	ID       string `json:"id"`
	Contract string `json:"contract"`
	Format   int    `json:"format"`
}

func describe(info *jetstream.StreamInfo) (description, error) {
	var d description
	if err := json.Unmarshal([]byte(info.Config.Description), &d); err != nil || d.ID == "" {
		return d, fmt.Errorf("the stream %s is not rolecall's: its description is %q", info.Config.Name, info.Config.Description)
	}
	return d, nil
}

func streamName(world string) string {
	sum := sha256.Sum256([]byte(world))
	return streamPrefix + hex.EncodeToString(sum[:16])
}

// config gives the configuration of a stream.
func (s *Store) config(name, description string, subjects ...string) jetstream.StreamConfig {
	replicas := s.address.replicas
	if replicas == 0 {
		replicas = 1
		if s.conn.ConnectedClusterName() != "" {
			replicas = 3
		}
	}
	return jetstream.StreamConfig{
		Name: name, Description: description, Subjects: subjects,
		Storage: jetstream.FileStorage, Replicas: replicas, Discard: jetstream.DiscardNew,
	}
}

// deleting is for how long a world that has expired is waited for before who deletes
// it is held to have ended.
const deleting = callTime + 2*time.Second

// Open implements store.Store.
func (s *Store) Open(ctx context.Context, world string, identity store.Identity) (store.Log, error) {
	if err := store.CheckName(world); err != nil {
		return nil, err
	}
	for began := time.Now(); ; {
		log, err := s.open(ctx, world, identity, time.Since(began) > deleting)
		if err == nil {
			return log, nil
		}
		if !errors.Is(err, store.ErrDeleted) {
			return nil, err
		}
		if err := rest(ctx); err != nil {
			return nil, err
		}
	}
}

// open is Open where no world that has expired is being deleted. It helps with that
// where it must.
func (s *Store) open(ctx context.Context, world string, identity store.Identity, help bool) (log *Log, err error) {
	err = s.use(ctx, "open the world", func(ctx context.Context) error {
		for {
			d, last, err := s.find(ctx, world)
			switch {
			case errors.Is(err, jetstream.ErrStreamNotFound):
				if d, err = s.begin(ctx, world, identity); errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
					continue // somebody else was first
				}
			case errors.Is(err, store.ErrDeleted) && help:
				if _, failed := s.end(ctx, d, last); failed != nil {
					return failed
				}
			}
			if err != nil {
				return err
			}
			if have := (store.Identity{Contract: d.Contract, Format: d.Format}); have != identity {
				return &store.MismatchError{World: world, Have: have, Want: identity}
			}
			log = &Log{store: s, world: world, id: d.ID}
			return nil
		}
	})
	return log, err
}

// find looks for the streams of a world, and for the number of its last message. Where
// the first messages are missing for long, who was making them has ended, and they are
// made. It is ErrDeleted where the world has expired and is being deleted.
func (s *Store) find(ctx context.Context, world string) (d description, last uint64, err error) {
	for try := 0; ; try++ {
		stream, err := s.js.Stream(ctx, streamName(world))
		if err != nil {
			return d, 0, err
		}
		d, err = describe(stream.CachedInfo())
		if last = stream.CachedInfo().State.LastSeq; err == nil && last > 0 {
			err = checkLast(ctx, stream, last)
		}
		if err != nil || last > 0 {
			return d, last, err
		}
		if try > 20 {
			if err := s.firstMessage(ctx, entriesSubject(d.ID)); err != nil {
				return d, 0, err
			}
		}
		if err := rest(ctx); err != nil {
			return d, 0, err
		}
	}
}

// rest is before another look.
func rest(ctx context.Context) error {
	select {
	case <-time.After(50 * time.Millisecond):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// firstMessage makes the first message of a stream, unless there is one.
func (s *Store) firstMessage(ctx context.Context, subject string) error {
	_, err := s.js.Publish(ctx, subject, []byte{birth}, jetstream.WithMsgID("first"), jetstream.WithExpectLastSequencePerSubject(0))
	if wrongLast(err) {
		return nil
	}
	return err
}

// begin makes the streams of a world.
func (s *Store) begin(ctx context.Context, world string, identity store.Identity) (description, error) {
	d := description{[]byte(world), strings.ToLower(rand.Text()), identity.Contract, identity.Format}
	text, err := json.Marshal(d)
	if err != nil {
		return d, err
	}
	kept := "rolecall." + d.ID + ".kept."
	if _, err := s.js.CreateStream(ctx, s.config(keptPrefix+d.ID, "", kept+">")); err != nil {
		return d, err
	}
	if err := s.firstMessage(ctx, kept+"first"); err != nil {
		return d, err
	}
	if _, err = s.js.CreateStream(ctx, s.config(streamName(world), string(text), entriesSubject(d.ID))); err != nil {
		_ = s.js.DeleteStream(ctx, keptPrefix+d.ID) // it has nothing
		return d, err
	}
	return d, s.firstMessage(ctx, entriesSubject(d.ID))
}

// tell wakes who waits for a log, here and elsewhere. Where the message is lost,
// they look by themselves.
func (s *Store) tell(id string) {
	s.waiting.Wake(id)
	_ = s.conn.Publish(toldPrefix+id, nil)
}

// Close implements store.Store.
func (s *Store) Close() error {
	s.conn.Close()
	s.waiting.WakeAll()
	return nil
}
