package conformance

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"github.com/cotalker/rolecall/spec"
)

// tokens are the checks that no token opens that the server has not given, or
// takes no more.
func (b *builder) tokens() {
	for _, f := range b.families {
		if !f.people() {
			continue
		}
		for _, op := range []*spec.Operation{f.selfRead, f.list, f.create, f.update} {
			if op == nil || op.Access.Public() {
				continue
			}

			b.add(Check{
				Topic: Authentication, Rule: "HDR-1", Operation: op, Name: "forged",
				Writes: op.Action.Writes(),
				Title:  "a token that anybody could have written is 401",
				Run:    func(t *Trial) { t.forges(f, op) },
			})
			if op == f.update {
				continue
			}
			b.add(Check{
				Topic: Authentication, Rule: "HDR-1", Operation: op, Name: "refused",
				Writes: op.Action.Writes(),
				Title:  "a token that the target file lists as refused is 401, as is one that nobody was given",
				Run: func(t *Trial) {
					a := t.attempt(op, nil)
					t.want(a.ask(&caller{name: "nobody", token: t.mark()}), "a token that nobody was given", 401)
					for _, r := range t.session.target.Refused {
						t.want(a.ask(&caller{name: r.Name, token: r.Token}), "the refused token "+r.Name, 401)
					}
					a.untouched()
				},
			})
		}
	}
}

// forges asks with tokens made from those that there are, without the key that
// they are signed with. Where they are no JWTs, one is made up: nobody has given
// it out either.
func (t *Trial) forges(f *family, op *spec.Operation) {
	a := t.attempt(op, nil)
	bootstrap := t.bootstrap()
	lists := [][]forgery{forgeries(bootstrap.token, nil)}
	if op.Action.Writes() && t.session.canLogIn() {
		r, as := t.actor(f)
		p := t.session.contract.Principal
		lists = append(lists, forgeries(as.token, func(claim any) any {
			if claim == r.id && bootstrap.id != "" {
				return bootstrap.id
			}
			if login, is := r.state[p.Login]; is && claim == login {
				return t.mark() + mailDomain
			}
			return claim
		}))
	}
	for _, list := range lists {
		if list == nil {
			list = []forgery{{"an unsigned JWT that names its user", unsignedJWT(f.resource.ID, bootstrap.id)}}
		}
		for _, forged := range list {
			t.session.client.keepSecret(forged.token)
			t.want(a.ask(&caller{name: "a forger", token: forged.token}), forged.what, 401)
		}
	}
	a.untouched()
}

// forgery is a token that its server has not given out.
type forgery struct{ what, token string }

// jwt are the parts of a token that looks like a JSON Web Token.
type jwt struct {
	head, claims map[string]any
	parts        []string
}

// parseJWT reads a token, nil where it is another kind.
func parseJWT(token string) *jwt {
	j := &jwt{parts: strings.Split(token, ".")}
	if len(j.parts) != 3 {
		return nil
	}
	for i, to := range []*map[string]any{&j.head, &j.claims} {
		text, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(j.parts[i], "="))
		if err != nil {
			return nil
		}
		v, err := spec.DecodeJSON(text)
		if *to, _ = v.(map[string]any); err != nil || *to == nil {
			return nil
		}
	}
	if alg, _ := j.head["alg"].(string); alg == "" {
		return nil
	}
	return j
}

// forgeries are tokens made from a JWT, nil where it is none. The claims of
// another user are told by instead, nil for none.
func forgeries(token string, instead func(claim any) any) []forgery {
	j := parseJWT(token)
	if j == nil {
		return nil
	}
	head, claims, signature := j.parts[0], j.parts[1], j.parts[2]
	var out []forgery
	add := func(what string, parts ...string) {
		if forged := strings.Join(parts, "."); forged != token {
			out = append(out, forgery{what, forged})
		}
	}
	for _, alg := range []string{"none", "None", "NONE", "nOnE"} {
		add("a JWT of alg "+alg, encoded(merged(j.head, map[string]any{"alg": alg})), claims, "")
	}
	add("a JWT of alg none with a signature", encoded(merged(j.head, map[string]any{"alg": "none"})), claims, signature)
	add("a JWT with an empty signature", head, claims, "")
	add("a JWT without a signature", head, claims)
	add("a JWT with another signature", head, claims, otherFirst(signature))
	add("a JWT with an edited payload", head, encoded(merged(j.claims, map[string]any{runMark + "edited": true})), signature)
	empty := hmac.New(sha256.New, nil)
	signed := encoded(merged(j.head, map[string]any{"alg": "HS256"}))
	empty.Write([]byte(signed + "." + claims))
	add("a JWT signed with an empty key", signed, claims, base64.RawURLEncoding.EncodeToString(empty.Sum(nil)))
	if instead == nil {
		return out
	}
	others := map[string]any{}
	for name, claim := range j.claims {
		others[name] = instead(claim)
	}
	if !equal(others, j.claims) {
		add("a JWT with the payload of another user", head, encoded(others), signature)
	}
	return out
}

// encoded is a part of a JWT.
func encoded(v map[string]any) string {
	return base64.RawURLEncoding.EncodeToString(spec.AppendJSON(nil, v, nil))
}

// otherFirst is a text with another first letter: the last of a signature may
// say nothing.
func otherFirst(text string) string {
	if strings.HasPrefix(text, "A") {
		return "B" + text[1:]
	}
	return "A" + text[min(1, len(text)):]
}

// unsignedJWT is a JWT without a signature.
func unsignedJWT(member, id string) string {
	claims := map[string]any{"sub": id, member: id, "id": id, "exp": 4102444800}
	return encoded(map[string]any{"alg": "none", "typ": "JWT"}) + "." + encoded(claims) + "."
}
