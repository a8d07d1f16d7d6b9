package wire

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

const (
	// SmallReply is what is read of every reply at once. Only a few that are
	// larger are in memory at a time.
	SmallReply  = 256 << 10
	largeAtOnce = 2
)

// clock ends one reply that is not whole in time. It stands still while the
// reply waits for us.
type clock struct {
	timer  *time.Timer
	cancel context.CancelCauseFunc
	ends   time.Time
}

func startClock(ctx context.Context, patience time.Duration) (context.Context, *clock) {
	ctx, cancel := context.WithCancelCause(ctx)
	timer := time.AfterFunc(patience, func() { cancel(errTooSlow) })
	return ctx, &clock{timer, cancel, time.Now().Add(patience)}
}

// pause stops the clock while a step lasts.
func (c *clock) pause(step func()) {
	left := time.Until(c.ends)
	if !c.timer.Stop() {
		return // it has rung
	}
	step()
	c.ends = time.Now().Add(left)
	c.timer.Reset(left)
}

func (c *clock) end() {
	c.timer.Stop()
	c.cancel(nil)
}

// read reads the body of a reply within its bounds, and decodes it.
func (c *Client) read(res *http.Response, x *Exchange, running *clock) error {
	if res.StatusCode == http.StatusSwitchingProtocols {
		return &faultyReply{garbled, fmt.Sprintf("101 Switching Protocols, to %q, which was not asked for", res.Header.Get("Upgrade"))}
	}
	var text bytes.Buffer
	_, err := io.CopyN(&text, res.Body, SmallReply)
	if err == nil {
		running.pause(func() {
			c.large <- struct{}{}
			x.held = func() { <-c.large }
		})
		_, err = io.CopyN(&text, res.Body, c.maxReply+1-int64(text.Len()))
	}
	if text.Len() > 0 {
		x.ReplyBody = text.Bytes()
	}
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		x.Release()
		return brokenBody(err, res, len(x.ReplyBody))
	case int64(len(x.ReplyBody)) > c.maxReply:
		x.Release()
		x.ReplyBody = nil
		return &faultyReply{TooLarge, fmt.Sprintf("%d with a body of over %d bytes; --max-reply takes more", res.StatusCode, c.maxReply)}
	}
	coding := res.Header.Get("Content-Encoding") // without gzip, which is asked for and undone
	switch foreign := coding != "" && !strings.EqualFold(coding, "identity"); {
	case len(x.ReplyBody) > 0 && foreign:
		x.JSONError = &notJSON{fmt.Sprintf("it is encoded as %q, which was not asked for", Cut(coding, 60)), -1}
	case len(x.ReplyBody) > 0:
		var cost int
		x.JSON, cost, x.JSONError = decodeReply(x.ReplyBody, decodedTimes*int(c.maxReply), c.contracted)
		c.Weight.saw(cost + len(x.ReplyBody))
		var large *faultyReply
		if errors.As(x.JSONError, &large) {
			x.Release()
			return large
		}
	}
	return nil
}

// brokenBody says what was wrong with a body of which some bytes came.
func brokenBody(err error, res *http.Response, came int) error {
	of := fmt.Sprintf("%d with a body that ended after %d bytes", res.StatusCode, came)
	if res.ContentLength >= 0 {
		of += fmt.Sprintf(" of the %d that Content-Length says", res.ContentLength)
	}
	fault, err := faultOf(err, true)
	switch fault {
	case TooSlow:
		return &faultyReply{TooSlow, of + ": the reply was not whole in time"}
	case garbled:
		return &faultyReply{garbled, fmt.Sprintf("%d with a malformed body: %v", res.StatusCode, errors.Unwrap(err))}
	case cutShort:
		return &faultyReply{cutShort, of}
	}
	return &faultyReply{fault, fmt.Sprintf("%s: %v", of, err)}
}
