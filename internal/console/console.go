// Package console is the page of the mock for a browser: who there is, who may do
// what and why, what was asked, the worlds, and the document.
//
//	console.Handler().ServeHTTP(w, r) // the page, and what it loads
//
// A proxy has the same page, with the journal and what was found alone.
//
// The page is made of the sources in the folder page by make console, and is in
// the binary as it stands in the folder dist. It asks the control API for
// everything and loads nothing from another host.
package console

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed dist
var dist embed.FS

// Path is where the files of the page are.
const Path = "/_rolecall/console/"

// policy keeps the page from loading or sending anything off the host. Pictures of
// people are data URLs.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// file is one of the page's, as it is sent.
type file struct {
	kind, tag    string
	text, packed []byte
}

var kinds = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml",
}

// files are all of the page, packed at the first visit.
var files = sync.OnceValue(func() map[string]*file {
	out := map[string]*file{}
	entries, err := dist.ReadDir("dist")
	if err != nil {
		panic(err)
	}
	for _, e := range entries {
		text, err := dist.ReadFile("dist/" + e.Name())
		if err != nil {
			panic(err)
		}
		out[e.Name()] = fileOf(e.Name(), text)
	}
	return out
})

// ofProxy is the page that names its files at the place of a proxy.
var ofProxy = sync.OnceValue(func() *file {
	const name = "index.html"
	return fileOf(name, bytes.ReplaceAll(files()[name].text, []byte(Path), []byte(ProxyPath)))
})

func fileOf(name string, text []byte) *file {
	sum := sha256.Sum256(text)
	f := &file{kind: kinds[path.Ext(name)], tag: `"` + hex.EncodeToString(sum[:8]) + `"`, text: text}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	w.Write(text) // to memory
	w.Close()
	f.packed = packed.Bytes()
	return f
}

// Handler serves the page of a mock at every path, and below Path what it loads.
func Handler() http.Handler { return handler(Path) }

// ProxyPath is where the files of the page are that a proxy serves.
const ProxyPath = "/_rolecall/proxy/console/"

// OfProxy serves the page of a proxy at every path, and below ProxyPath what it
// loads: by that the page knows what it is about.
func OfProxy() http.Handler { return handler(ProxyPath) }

func handler(at string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, inside := strings.CutPrefix(r.URL.Path, at)
		if !inside || name == "" {
			name = "index.html"
		}
		f := files()[name]
		if name == "index.html" && at != Path {
			f = ofProxy()
		}
		if f == nil {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", f.kind)
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "no-cache")
		h.Set("ETag", f.tag)
		h.Add("Vary", "Accept, Accept-Encoding")
		if r.Header.Get("If-None-Match") == f.tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		text := f.text
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			text = f.packed
		}
		if r.Method != http.MethodHead {
			w.Write(text) // a browser that has gone needs no answer
		}
	})
}

// Weight is how many bytes a browser loads for the page, packed.
func Weight() int {
	sum := 0
	for _, f := range files() {
		sum += len(f.packed)
	}
	return sum
}
