package conformance

import (
	"cmp"
	"runtime/debug"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
)

// Identifiers of the JSON Schemas of what is read and written; rolecall schema
// prints them. They name, and nothing is fetched from there.
const (
	ReportSchemaID  = "https://github.com/cotalker/rolecall/schema/report.json"
	WaiversSchemaID = "https://github.com/cotalker/rolecall/schema/waivers.json"
)

// schemaMember is a member that names the schema of a file, and says no more.
const schemaMember = "$schema"

// Suite is the build that asked.
type Suite struct {
	Version string `json:"version"`          // of the module, "(devel)" for a checkout
	Commit  string `json:"commit,omitempty"` // with "+changes" where the checkout had some
}

// String is the build in a line.
func (s Suite) String() string { return strings.TrimSpace(s.Version + " " + s.Commit) }

// modulePath is that of the module which holds the suite.
const modulePath = "github.com/cotalker/rolecall"

// ThisSuite is the suite of the running program, as its build information
// tells: the program's own module, or one that it depends on.
func ThisSuite() Suite {
	out := Suite{Version: "(devel)"}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return out
	}
	if info.Main.Path != modulePath {
		for _, m := range info.Deps {
			if m.Path == modulePath {
				out.Version = cmp.Or(m.Version, out.Version)
			}
		}
		return out // what is told of the commit is the caller's
	}
	out.Version = cmp.Or(info.Main.Version, out.Version)
	changes := false
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			out.Commit = s.Value
		case "vcs.modified":
			changes = s.Value == "true"
		}
	}
	if changes && out.Commit != "" {
		out.Commit += "+changes"
	}
	return out
}

// Document is the contract's text.
type Document struct {
	Title   string `json:"title"`
	Version string `json:"version"`
	File    string `json:"file"`   // as it was named
	Digest  string `json:"digest"` // as [spec.Contract.Digest] gives it
}

// Implementation is the server, as whoever started the run calls it.
type Implementation struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
}

// ParseImplementation reads a name and, as its last word, a version.
func ParseImplementation(text string) *Implementation {
	words := strings.Fields(text)
	switch len(words) {
	case 0:
		return nil
	case 1:
		return &Implementation{Name: words[0]}
	}
	last := len(words) - 1
	return &Implementation{Name: strings.Join(words[:last], " "), Version: words[last]}
}

func (i *Implementation) String() string {
	if i == nil {
		return ""
	}
	return strings.TrimSpace(i.Name + " " + i.Version)
}

// Population is how many checks a verdict stands on.
type Population struct {
	Asked  int `json:"asked"`  // passed, failed or flaky
	Chosen int `json:"chosen"` // by the filter, in all shards together
	All    int `json:"all"`    // that the document gives rise to
}

// SelfTest is how many of the mutants the checks of a build are seen to kill.
type SelfTest struct {
	Suite  Suite `json:"suite"`
	Killed int   `json:"killed"`
	Of     int   `json:"of"`
}

// Missing is a persona that nobody can make and that checks wait for.
type Missing struct {
	Name   string   `json:"name"`
	Lines  []string `json:"lines"` // to add to the target file
	Checks int      `json:"checks"`
}

// identify says of a report what was asked, by what and of whom.
func identify(s *engine.Session, r *Report, o Options) {
	c := s.Contract
	r.SchemaID, r.Schema, r.Suite = ReportSchemaID, ReportSchema, ThisSuite()
	r.Contract, r.Document = c.Title+" "+c.Version, Document{Title: c.Title, Version: c.Version, File: c.File, Digest: c.Digest()}
	r.Target, r.TargetFile, r.Features = s.Target.Address, s.Target.File, s.Target.Features
	r.Implementation, r.Run, r.SelfTest = o.Implementation, s.Run(), o.SelfTest
	r.Filter, r.Strict = o.Filter, o.Strict
	if o.Shard.N > 0 {
		shard := o.Shard
		r.Shard = &shard
	}
}
