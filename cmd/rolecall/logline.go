package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync"
)

// lineHandler writes a request as one line that a person reads: the time, what
// was asked, the status, who asked, in which world, and why it was denied. Of all
// else it writes the time and the message.
type lineHandler struct {
	mu    sync.Mutex
	out   io.Writer
	color bool
}

func newLineHandler(out io.Writer) *lineHandler { return &lineHandler{out: out, color: colored(out)} }

func (h *lineHandler) Enabled(context.Context, slog.Level) bool { return true }

func (h *lineHandler) Handle(_ context.Context, r slog.Record) error {
	at := map[string]slog.Value{}
	r.Attrs(func(a slog.Attr) bool {
		at[a.Key] = a.Value
		return true
	})
	var line bytes.Buffer
	line.WriteString(painted(h.color, "2", r.Time.Format("15:04:05.000")))
	if status, request := at["status"]; request {
		code := status.String()
		if code == "0" {
			code = "---" // no reply was written
		}
		fmt.Fprintf(&line, "  %s  %-6s %s  %s", painted(h.color, colorOf(code), code), at["method"], at["path"], at["took"])
	} else {
		fmt.Fprintf(&line, "  %s", r.Message)
	}
	if caller, known := at["caller"]; known {
		fmt.Fprintf(&line, "  %s", caller)
	}
	if world, named := at["world"]; named && at["status"].Any() != nil {
		fmt.Fprintf(&line, "  in %s", world)
	}
	why, denied := at["why"]
	if fault, faulty := at["fault"]; faulty && !denied { // else the reason names it
		fmt.Fprintf(&line, "  the fault %s", fault)
	}
	if denied {
		line.WriteString("  ")
		if rule := at["rule"].String(); rule != "" { // what was wished for or forced rests on no rule
			line.WriteString(painted(h.color, "1", "["+rule+"]") + " ")
		}
		line.WriteString(why.String())
	}
	line.WriteByte('\n')
	h.mu.Lock()
	defer h.mu.Unlock()
	_, err := h.out.Write(line.Bytes())
	return err
}

// colorOf a status is green for what was done, yellow for what was refused, red for what
// went wrong, blue for all else.
func colorOf(status string) string {
	switch status[:min(1, len(status))] {
	case "2":
		return "32"
	case "4":
		return "33"
	case "5":
		return "31"
	}
	return "34"
}

// WithAttrs and WithGroup complete slog.Handler; the mock uses neither.
func (h *lineHandler) WithAttrs([]slog.Attr) slog.Handler { return h }

func (h *lineHandler) WithGroup(string) slog.Handler { return h }
