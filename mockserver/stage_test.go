package mockserver_test

import (
	"strings"
	"testing"

	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// TestEveryRefusalNamesItsStage sees each kind of refusal tell where on its way the
// request was refused, and a mock without hints tell nothing.
func TestEveryRefusalNamesItsStage(t *testing.T) {
	stages := map[spec.RefusalKind]string{}
	for stage, kinds := range map[string][]spec.RefusalKind{
		"route": {spec.NoPath, spec.NoMethod}, "wish": {spec.BadWish}, "caller": {spec.NoToken, spec.DisabledCaller},
		"admission": {spec.NoHeader, spec.HeaderValue, spec.NoPermission}, "body": {spec.MediaType, spec.BodySize, spec.Syntax},
		"members": {spec.MemberDefault, spec.MemberOwn, spec.ForbiddenMember},
		"schema":  {spec.BadParameter, spec.BadID, spec.BadBody, spec.BadReference}, "action": {spec.UnknownID, spec.NotUnique, spec.BadCredentials},
	} {
		for _, kind := range kinds {
			stages[kind] = stage
		}
	}
	for _, quiet := range []bool{false, true} {
		for _, f := range refusedCases {
			var options []mockserver.Option
			want := stages[f.kind]
			if quiet {
				options, want = append(options, mockserver.WithoutHints()), ""
			}
			c := newClient(t, "v3", options...)
			method, rest, _ := strings.Cut(f.line, " ")
			path, body, _ := strings.Cut(rest, " ")
			if got := c.do(f.as, method, path, body, f.headers...).header.Get("Rolecall-Stage"); got != want {
				t.Errorf("%s %s: the stage is %q, want %q", f.kind, f.detail, got, want)
			}
		}
	}
}
