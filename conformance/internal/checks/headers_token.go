package checks

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// tokens are the checks of the token and of the header that asks for the
// admin API, on every operation.
func (b *builder) tokens() {
	for _, op := range b.operations {
		if op.Access.Public() {
			continue
		}
		writes := op.Action.Writes()
		b.add(engine.Check{
			Topic: engine.Headers, Rule: "HDR-1", Operation: op, Name: "tokens",
			Writes: writes,
			Title:  "what is not a known bearer token is 401",
			Run:    refusesTokens(op),
		})
		if bears(op) {
			b.add(engine.Check{
				Topic: engine.Headers, Rule: "HDR-1", Operation: op, Name: "scheme-case",
				Writes: writes,
				Title:  "the case of the scheme Bearer does not matter",
				Run: func(t *engine.Trial) {
					a := t.Probe(op)
					for _, scheme := range []string{"bearer", "BEARER"} {
						t.WantAdmitted(a.Send(a.Caller, wire.Header("Authorization", scheme+" "+a.Caller.Token)), "the scheme "+scheme)
					}
				},
			})
		}
		if !writes && len(op.PathKeys) == 0 {
			b.add(engine.Check{
				Topic: engine.Headers, Rule: "HDR-1", Operation: op, Name: "anonymous",
				Needs: engine.Needs{Alone: true},
				Title: "nobody is let in",
				Run: func(t *engine.Trial) {
					t.Want(t.Send(op, nil), "no token", 401)
					t.Want(t.Send(op, &wire.Caller{Name: "nobody", Token: t.Mark()}), "an unknown token", 401)
				},
			})
		}
		if h := adminHeader(op); h != nil {
			b.adminHeaderChecks(op, h)
		} else if op.Action.Self {
			for _, h := range b.contract.Headers {
				b.add(engine.Check{
					Topic: engine.Headers, Rule: "HDR-5", Operation: op, Name: strings.ToLower(h.Name),
					Writes: writes,
					Title:  "the header " + h.Name + " changes nothing",
					Run:    ignoresHeader(op, h),
				})
			}
		}
	}
}

// bears tells whether the token of log-in goes into Authorization: Bearer, and not into
// a place of its own.
func bears(op *spec.Operation) bool {
	return slices.ContainsFunc(waysIn(op), func(way []*spec.Scheme) bool {
		return slices.ContainsFunc(way, func(s *spec.Scheme) bool { return s.Kind == spec.Bearer })
	})
}

func refusesTokens(op *spec.Operation) func(*engine.Trial) {
	return func(t *engine.Trial) {
		a := t.Attempt(op, nil)
		if !bears(op) {
			t.Want(a.Send(&wire.Caller{Name: "nobody", Token: t.Mark()}), "an unknown token", 401)
			return
		}
		token := a.Caller.Token
		credentials := []struct{ what, value string }{
			{"an empty Authorization header", ""},
			{"a scheme without a token", "Bearer"},
			{"another scheme", "Basic " + token},
			{"a scheme that only begins as Bearer does", "Bearers " + token},
			{"a token without a scheme", token},
			{"an unknown token", "Bearer " + t.Mark()},
			{"a token with more behind it", "Bearer " + token + " " + engine.RunMark + "more"},
			{"another scheme for tokens", "Token " + token},
			{"a scheme of signed tokens", "JWT " + token},
			{"the scheme Digest", "Digest " + token},
			{"the scheme Negotiate", "Negotiate " + token},
			{"a scheme of keys", "ApiKey " + token},
			{"a scheme of signed requests", "OAuth " + token},
			{"a scheme that Bearer only begins as", "Bear " + token},
			{"a token behind another word", "Bearer " + engine.RunMark + "before " + token},
			{"a token in quotes", `Bearer "` + token + `"`},
			{"a token with a character more", "Bearer " + token + "x"},
			{"a token with a character before it", "Bearer x" + token},
			{"a token with a character less", "Bearer " + engine.AllButLast(token)},
			{"a token without its first character", "Bearer " + withoutFirst(token)},
			{"a token in a list", "Bearer " + token + "," + engine.RunMark + "more"},
			{"a token with more behind a point", "Bearer " + token + "." + engine.RunMark + "more"},
			{"a token in percents", "Bearer " + fmt.Sprintf("%%%02X", token[:min(1, len(token))]) + withoutFirst(token)},
			{"a token with a parameter", "Bearer " + token + ";" + engine.RunMark + "=more"},
			{"the text null", "Bearer null"},
			{"the text undefined", "Bearer undefined"},
			{"the token as a name of Basic", "Basic " + base64.StdEncoding.EncodeToString([]byte(token+":"))},
			{"the token as a password of Basic", "Basic " + base64.StdEncoding.EncodeToString([]byte(engine.RunMark+":"+token))},
		}
		if id := a.Caller.ID; id != "" && id != token {
			credentials = append(credentials, struct{ what, value string }{"the caller's id for a token", "Bearer " + id})
		}
		if login := loginOf(t, op, a.Caller); login != "" && login != token {
			credentials = append(credentials, struct{ what, value string }{"the caller's login for a token", "Bearer " + login})
		}
		if other := swapCase(token); other != token {
			credentials = append(credentials, struct{ what, value string }{"a token in the other case", "Bearer " + other})
		}
		t.Want(a.Send(nil), "no token", 401)
		for _, c := range credentials {
			x := a.Send(a.Caller, wire.Header("Authorization", c.value))
			if x.Status == 401 || !isAnothersToken(t, c.value, a.Caller) {
				t.Want(x, c.what, 401)
			}
		}
		x := a.Send(a.Caller, wire.Header("Authorization"), wire.Header("X-Access-Token", token), wire.Header("X-Auth-Token", token), wire.Header("Proxy-Authorization", "Bearer "+token), wire.Cookie("token", token), wire.Cookie("access_token", token))
		t.Want(x, "a token in cookies and in headers of other names", 401)
		if op.Action.Kind == spec.List {
			for _, name := range []string{"access_token", "token"} {
				t.Want(a.Send(a.Caller, wire.Header("Authorization"), wire.Query(name, token)), "a token in the query", 401)
			}
		}
		a.WantUntouched()
	}
}

// loginOf is what a caller logs in with, as a read of oneself shows it; "" of all else.
func loginOf(t *engine.Trial, op *spec.Operation, as *wire.Caller) string {
	p := t.Session.Contract.Principal
	if p == nil || !op.Action.Self || op.Action.Kind != spec.Read {
		return ""
	}
	login, _ := jsonvalue.ValueAt(t.Send(op, as).Record(), p.Login).(string)
	return login
}

// isAnothersToken tells whether a token that was made from a caller's happens to be
// that of somebody else, as tokens with running numbers are.
func isAnothersToken(t *engine.Trial, authorization string, as *wire.Caller) bool {
	people := t.Session.People()
	if people == nil || people.SelfRead == nil {
		return false
	}
	x := t.Send(people.SelfRead, as, wire.Header("Authorization", authorization))
	id := engine.IDOf(people.Resource, x.Record())
	return x.Status == 200 && id != "" && as.ID != "" && id != as.ID
}

func withoutFirst(text string) string {
	_, size := utf8.DecodeRuneInString(text)
	return text[size:]
}

func swapCase(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, text)
}
