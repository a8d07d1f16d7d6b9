package mockserver

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime/multipart"
	"net/url"
	"unicode/utf8"

	"github.com/cotalker/rolecall/spec"
)

// formBody reads a body of application/x-www-form-urlencoded as its schema wants
// it: the texts become what the members are.
func formBody(text []byte, s *spec.Schema) (any, error) {
	values, err := url.ParseQuery(string(text))
	if err != nil {
		return nil, err
	}
	return s.Form(values), nil
}

// multipartBody reads the parts of multipart/form-data. A file is its bytes, as
// text where they are text, else in base64; the first is told as it is too, nil for
// none.
func multipartBody(text []byte, boundary string, s *spec.Schema) (any, *upload, error) {
	values := url.Values{}
	var file *upload
	reader := multipart.NewReader(bytes.NewReader(text), boundary)
	for {
		p, err := reader.NextPart()
		if err == io.EOF {
			return s.Form(values), file, nil
		}
		if err != nil {
			return nil, nil, err
		}
		content, err := io.ReadAll(p)
		if err != nil {
			return nil, nil, err
		}
		if m := s.Member(p.FormName()); file == nil && (p.FileName() != "" || m != nil && m.Schema.Words().Format == "binary") {
			file = &upload{member: p.FormName(), name: p.FileName(), media: p.Header.Get("Content-Type"), bytes: content}
		}
		if !utf8.Valid(content) {
			content = []byte(base64.StdEncoding.EncodeToString(content))
		}
		values.Add(p.FormName(), string(content))
	}
}
