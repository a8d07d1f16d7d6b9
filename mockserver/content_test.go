package mockserver_test

import (
	"bytes"
	"context"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"os"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/internal/store/storetest"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// notText are bytes that are no text of any encoding, with a line end of each kind.
var notText = []byte("\xff\xd8\x00\r\n\xfe\"\\\n\x80")

// tickets asks a mock of tickets.yaml.
type tickets struct {
	t    *testing.T
	mock http.Handler
}

func newTickets(t *testing.T) tickets { return tickets{t, newMock(t, ticketsContract(t))} }

func ticketsContract(t *testing.T) *spec.Contract {
	t.Helper()
	text, err := os.ReadFile("../internal/corpus/testdata/tickets.yaml")
	if err != nil {
		t.Fatal(err)
	}
	contract, err := spec.Load("tickets.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	return contract
}

func (k tickets) ask(method, path, media string, body []byte, status int) *httptest.ResponseRecorder {
	k.t.Helper()
	r := httptest.NewRequest(method, path, bytes.NewReader(body))
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	w := httptest.NewRecorder()
	k.mock.ServeHTTP(w, r)
	if w.Code != status {
		k.t.Fatalf("%s %s: %d %s, want %d", method, path, w.Code, w.Body, status)
	}
	return w
}

// wantBytes wants a path to reply bytes as a media type.
func (k tickets) wantBytes(path, media string, want []byte) {
	k.t.Helper()
	w := k.ask("GET", path, "", nil, 200)
	if !bytes.Equal(w.Body.Bytes(), want) || w.Header().Get("Content-Type") != media {
		k.t.Errorf("GET %s: %q as %s, want %q as %s", path, w.Body, w.Header().Get("Content-Type"), want, media)
	}
	if got := w.Header().Get("Content-Security-Policy"); got != "sandbox" {
		k.t.Errorf("GET %s: a page that somebody put there would run beside the console: Content-Security-Policy is %q", path, got)
	}
}

// ticket makes one, and gives its path.
func (k tickets) ticket() string {
	k.t.Helper()
	made := decoded(k.t, k.ask("POST", "/tickets", "application/json", []byte(`{"title":"lamp"}`), 201))
	return "/tickets/" + made["id"].(string)
}

// fileForm is a body of multipart/form-data with a file.
func fileForm(t *testing.T, name, media string, content []byte) (string, []byte) {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	_ = w.WriteField("purpose", "show")
	part, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="file"; filename="` + name + `"`}, "Content-Type": {media}})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write(content)
	_ = w.Close()
	return w.FormDataContentType(), body.Bytes()
}

// TestBytesAreRepliedAsTheyWereSent puts a file under a name: it is in the list of what
// is told of such, under its id too, and gone with its ticket.
func TestBytesAreRepliedAsTheyWereSent(t *testing.T) {
	k := newTickets(t)
	of := k.ticket()
	file := of + "/attachments/lamp%20on.png"
	k.ask("GET", file, "", nil, 404)
	told := k.ask("PUT", file, "application/octet-stream", notText, 200).Body.String()
	if !strings.Contains(told, `"fileName":"lamp on.png"`) || !strings.Contains(told, `"contentLength":10`) || !strings.Contains(told, `"mimeType":"application/octet-stream"`) {
		t.Errorf("told of it: %s", told)
	}
	k.wantBytes(file, "application/octet-stream", notText)
	listed := decoded(t, k.ask("GET", of+"/attachments", "", nil, 200))["attachments"].([]any)
	if len(listed) != 1 {
		t.Fatalf("listed are %v", listed)
	}
	id := listed[0].(map[string]any)["attachmentId"].(string)
	k.wantBytes(of+"/attachments/"+id, "application/octet-stream", notText)

	k.ask("PUT", file, "application/octet-stream", []byte("other"), 200)
	k.wantBytes(file, "application/octet-stream", []byte("other"))
	if listed := k.ask("GET", of+"/attachments", "", nil, 200).Body.String(); strings.Count(listed, "fileName") != 1 || !strings.Contains(listed, `"contentLength":5`) {
		t.Errorf("listed after a second put: %s", listed)
	}
	k.ask("GET", k.ticket()+"/attachments/lamp%20on.png", "", nil, 404) // of another ticket
	k.ask("DELETE", file, "", nil, 204)
	k.ask("GET", file, "", nil, 404)
	k.ask("DELETE", file, "", nil, 404)
	k.ask("PUT", file, "application/octet-stream", notText, 200)
	k.ask("DELETE", of, "", nil, 204)
	k.ask("GET", file, "", nil, 404)
}

// TestAPictureIsThereUntilItIsTakenAway replies with the media type that was sent, where
// the document has it.
func TestAPictureIsThereUntilItIsTakenAway(t *testing.T) {
	k := newTickets(t)
	picture := k.ticket() + "/picture"
	k.wantBytes(picture, "image/png", []byte("example"))
	k.ask("PUT", picture, "image/jpeg", notText, 204)
	k.wantBytes(picture, "image/jpeg", notText)
	k.ask("PUT", picture, "image/gif", notText, 204)
	k.wantBytes(picture, "image/png", notText)
	k.ask("PUT", picture, "text/plain", notText, 415)
	k.ask("DELETE", picture, "", nil, 204)
	k.ask("GET", picture, "", nil, 404)
	k.ask("PUT", picture, "image/jpeg", notText, 204)
	k.wantBytes(picture, "image/jpeg", notText)
}

// TestAFormBringsAFile reads the bytes below the record that a form made, and puts
// others.
func TestAFormBringsAFile(t *testing.T) {
	k := newTickets(t)
	media, body := fileForm(t, "lamp.png", "image/png", notText)
	made := k.ask("POST", "/files", media, body, 201)
	record := decoded(t, made)
	if record["filename"] != "lamp.png" || record["purpose"] != "show" || !strings.Contains(made.Body.String(), `"bytes":10`) || record["file"] != nil {
		t.Errorf("made: %s", made.Body)
	}
	content := "/files/" + record["id"].(string) + "/content"
	k.wantBytes(content, "application/octet-stream", notText)
	if told := k.ask("PUT", content, "application/octet-stream", []byte("else"), 200).Body.String(); !strings.Contains(told, `"bytes":4`) || !strings.Contains(told, `"filename":"lamp.png"`) {
		t.Errorf("told after a put: %s", told)
	}
	k.wantBytes(content, "application/octet-stream", []byte("else"))
	k.ask("DELETE", "/files/"+record["id"].(string), "", nil, 204)
	k.ask("GET", content, "", nil, 404)
	k.ask("PUT", content, "application/octet-stream", notText, 404)
}

// TestBytesMayBeMany takes a photo, and refuses what is more.
func TestBytesMayBeMany(t *testing.T) {
	k := newTickets(t)
	photo := bytes.Repeat(notText, 300_000) // 3 MB
	k.ask("PUT", "/cache/a", "application/octet-stream", photo, 202)
	k.wantBytes("/cache/a", "application/octet-stream", photo)
	k.ask("PUT", "/cache/a", "application/octet-stream", make([]byte, 8<<20+1), 413)
	k.wantBytes("/cache/a", "application/octet-stream", photo)
	k.ask("PUT", "/cache/empty", "application/octet-stream", nil, 202)
	k.wantBytes("/cache/empty", "application/octet-stream", nil)
}

// decoded is the object of a reply.
func decoded(t *testing.T, w *httptest.ResponseRecorder) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	return out
}

// TestAStoreKeepsBytes reads them from a mock that follows the log, from one that
// begins with a snapshot, and after a change of what is told of them; a fork has them
// too.
func TestAStoreKeepsBytes(t *testing.T) {
	kept := storetest.NewMemory()
	defer kept.Close()
	open := func(keep int) tickets {
		mock, err := mockserver.New(ticketsContract(t), mockserver.WithStore(kept, mockserver.StoreSettings{Keep: keep}))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { mock.Close(context.Background()) })
		return tickets{t, mock}
	}
	one, other := open(1000), open(1000)
	media, body := fileForm(t, "lamp.png", "image/png", notText)
	file := "/files/" + decoded(t, one.ask("POST", "/files", media, body, 201))["id"].(string)
	other.wantBytes(file+"/content", "application/octet-stream", notText)
	one.ask("PUT", file+"/content", "application/octet-stream", []byte("else"), 200)
	one.ask("POST", "/_rolecall/v1/worlds/default/snapshots", "application/json", []byte(`{"name":"early"}`), 201)
	one.ask("PUT", "/cache/a", "application/octet-stream", notText, 202)
	open(1000).wantBytes(file+"/content", "application/octet-stream", []byte("else"))
	other.wantBytes("/cache/a", "application/octet-stream", notText)
	other.ask("DELETE", file, "", nil, 204)
	other.ask("POST", "/_rolecall/v1/worlds/default/snapshots/early/restore", "", nil, 204)
	one.wantBytes(file+"/content", "application/octet-stream", []byte("else"))
	one.ask("GET", "/cache/a", "", nil, 404)
}
