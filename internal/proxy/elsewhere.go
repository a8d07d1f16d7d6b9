package proxy

import (
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"

	"github.com/cotalker/rolecall/internal/connections"
)

// Elsewhere passes requests on to a target, which stands for a base path, and judges
// nothing. What the target says of pages of other origins is left to who asks.
func Elsewhere(base string, target *url.URL, secure *tls.Config) http.Handler {
	passing := Passing(secure)
	passing.Rewrite = func(r *httputil.ProxyRequest) {
		lead(r.Out.URL, base, target)
		r.Out.Host = ""
		r.Out.Header.Del("Rolecall-World")
		r.SetXForwarded()
	}
	passing.ModifyResponse = func(res *http.Response) error {
		for name := range res.Header {
			if strings.HasPrefix(name, "Access-Control-") {
				delete(res.Header, name)
			}
		}
		return nil
	}
	passing.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, err error) {
		http.Error(w, fmt.Sprintf("rolecall mock: %s does not answer: %s", target.Redacted(), unreached(err)), http.StatusBadGateway)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body != nil && r.Body != http.NoBody {
			r = r.Clone(r.Context())
			r.Body = touched{r.Body, r}
		}
		passing.ServeHTTP(w, r)
	})
}

// touched is a body that may be long under way.
type touched struct {
	io.ReadCloser
	request *http.Request
}

func (t touched) Read(p []byte) (int, error) {
	n, err := t.ReadCloser.Read(p)
	connections.Touch(t.request.Context())
	return n, err
}
