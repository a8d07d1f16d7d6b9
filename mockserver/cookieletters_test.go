package mockserver_test

import (
	"testing"

	"github.com/cotalker/rolecall/spec"
)

// TestCookiesOfAnyLettersAreRead has clients that send letters beyond ASCII as they are,
// and clients that escape them.
func TestCookiesOfAnyLettersAreRead(t *testing.T) {
	contract, err := spec.Load("taste.yaml", []byte(`openapi: 3.1.0
info: {title: Taste, version: "1"}
paths:
  /tastes:
    get:
      security: [{session: ["größe:lesen"]}]
      parameters: [{name: taste, in: cookie, required: true, schema: {type: string, enum: [süß, "a%20b"]}}]
      responses: {"204": {description: ok}}
components:
  securitySchemes: {session: {type: apiKey, in: cookie, name: session}}
`))
	if err != nil {
		t.Fatal(err)
	}
	a := serveWorld(t, contract, nil)
	a.do("GET /tastes", "Cookie: session=größe:lesen; taste=süß", 204)
	a.do("GET /tastes", "Cookie: session=gr%C3%B6%C3%9Fe%3Alesen; taste=s%C3%BC%C3%9F", 204)
	a.do("GET /tastes", "Cookie: session=größe:lesen; taste=a%20b", 204)
	a.do("GET /tastes", "Cookie: session=größe:lesen", 400, "taste is missing")
	a.do("GET /tastes", "Cookie: session=größe:lesen; taste=s%C3%BC", 400, "s%C3%BC")
	a.do("GET /tastes", "Cookie: session=größe; taste=süß", 401)
	a.do("GET /tastes", "Cookie: taste=süß", 401)
}
