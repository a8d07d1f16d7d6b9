package mutants

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/spec"
)

// expired is a token that the target file lists as refused.
const expired = "expired-long-ago"

// signedFaults are servers that take tokens they should not: signed ones that
// log-in gives, and one that is worth nothing any more.
func signedFaults(c *spec.Contract) []Mutant {
	a := conformance.Authentication
	opened := func(name string, accepts func(alg string, signed bool, signature string) bool) []Mutant {
		return everywhere(name, "HDR-1", a, func(c *call) { c.signed(accepts) })
	}
	return slices.Concat(
		opened("a JWT of alg none opens", func(alg string, signed bool, _ string) bool { return signed || alg == "none" }),
		opened("a JWT of alg none in any case opens", func(alg string, signed bool, _ string) bool {
			return signed || alg != "none" && strings.EqualFold(alg, "none")
		}),
		opened("the signature of a JWT is not looked at", func(string, bool, string) bool { return true }),
		opened("a JWT without a signature opens", func(_ string, signed bool, signature string) bool { return signed || signature == "" }),
		some(c, guarded, "an expired token opens", "HDR-1", a, func(c *call) {
			if c.token() == expired {
				c.setToken(c.root)
			}
			c.forward()
		})[:1],
	)
}

// signed has log-in give signed tokens with the mock's own inside, and opens
// those that the fault accepts.
func (c *call) signed(accepts func(alg string, signed bool, signature string) bool) {
	given := c.r.Header.Get("Authorization")
	if parts := strings.Split(c.token(), "."); len(parts) == 3 {
		head, claims := unpart(parts[0]), unpart(parts[1])
		right := hmac.Equal([]byte(parts[2]), []byte(signature(parts[0]+"."+parts[1])))
		if inner := textOf(claims["token"]); inner != "" && accepts(textOf(head["alg"]), right, parts[2]) {
			c.setToken(inner)
		}
	}
	c.forward()
	c.r.Header.Set("Authorization", given)
	if c.op == nil || c.op.Action.Kind != spec.Login || c.status != http.StatusOK {
		return
	}
	v, _ := jsonvalue.Decode(c.reply)
	answer, _ := v.(map[string]any)
	text := part(map[string]any{"alg": "HS256"}) + "." + part(map[string]any{"token": answer[c.op.Action.Token]})
	answer[c.op.Action.Token] = text + "." + signature(text)
	c.reply = jsonvalue.Append(nil, answer)
}

func part(v map[string]any) string {
	return base64.RawURLEncoding.EncodeToString(jsonvalue.Append(nil, v))
}

func unpart(text string) map[string]any {
	decoded, _ := base64.RawURLEncoding.DecodeString(text)
	v, _ := jsonvalue.Decode(decoded)
	object, _ := v.(map[string]any)
	return object
}

func signature(text string) string {
	mac := hmac.New(sha256.New, []byte("a key of the mutant"))
	mac.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
