package checks

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/internal/jsonvalue"
)

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
		v, err := jsonvalue.Decode(text)
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
		add("a JWT of alg "+alg, encoded(engine.Merged(j.head, map[string]any{"alg": alg})), claims, "")
	}
	add("a JWT of alg none with a signature", encoded(engine.Merged(j.head, map[string]any{"alg": "none"})), claims, signature)
	add("a JWT with an empty signature", head, claims, "")
	add("a JWT without a signature", head, claims)
	add("a JWT with another signature", head, claims, otherFirst(signature))
	add("a JWT with an edited payload", head, encoded(engine.Merged(j.claims, map[string]any{engine.RunMark + "edited": true})), signature)
	empty := hmac.New(sha256.New, nil)
	signed := encoded(engine.Merged(j.head, map[string]any{"alg": "HS256"}))
	empty.Write([]byte(signed + "." + claims))
	add("a JWT signed with an empty key", signed, claims, base64.RawURLEncoding.EncodeToString(empty.Sum(nil)))
	if instead == nil {
		return out
	}
	others := map[string]any{}
	for name, claim := range j.claims {
		others[name] = instead(claim)
	}
	if !engine.Equal(others, j.claims) {
		add("a JWT with the payload of another user", head, encoded(others), signature)
	}
	return out
}

// encoded is a part of a JWT.
func encoded(v map[string]any) string {
	return base64.RawURLEncoding.EncodeToString(jsonvalue.Append(nil, v))
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
