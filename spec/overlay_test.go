package spec_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/cotalker/rolecall/spec"
)

// TestWhatIsInferredIsAnOverlay writes what was worked out of each small document
// as an overlay, and lays it over the document: it says the same then, and
// nothing is worked out beside it. Documents are also taken from the folder that
// the variable CORPUS names.
func TestWhatIsInferredIsAnOverlay(t *testing.T) {
	files, err := filepath.Glob("../internal/corpus/testdata/*.yaml")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d documents: %v", len(files), err)
	}
	if folder := os.Getenv("CORPUS"); folder != "" {
		files, _ = filepath.Glob(filepath.Join(folder, "*"))
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Skip(err)
			}
			inferred, err := spec.LoadFile(file, text, spec.Options{})
			if err != nil {
				t.Skip(err)
			}
			over := inferred.InferredOverlay()
			if over == nil {
				return
			}
			laid, err := spec.LoadFile(file, text, spec.Options{Overlays: []spec.Overlay{{File: "overlay.yaml", Text: over}}})
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range laid.Warnings {
				if p.File == "overlay.yaml" {
					t.Error(p)
				}
			}
			if more := laid.InferredOverlay(); more != nil {
				t.Errorf("beside the overlay more is worked out:\n%s", more)
			}
			if inferred.Matrix() != laid.Matrix() {
				t.Error("the matrix is another")
			}
			if !reflect.DeepEqual(printed(t, inferred), printed(t, laid)) {
				t.Error("the document with the overlay says another thing than with the guesses")
			}
			if was, is := understood(inferred), understood(laid); was != is {
				t.Errorf("understood was %+v and is %+v", was, is)
			}
			if inferred.Digest() == laid.Digest() {
				t.Error("both contracts have one digest")
			}
		})
	}
}

func understood(c *spec.Contract) [4]int {
	state, soft, example, none := c.Understood()
	return [4]int{state, soft, example, none}
}

// printed is all that a contract's document says, but for whether more is worked out.
func printed(t *testing.T, c *spec.Contract) map[string]any {
	t.Helper()
	text, err := c.Print("json", "3.1")
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	delete(out, "x-infer")
	return out
}

// TestTheDigestCoversAllThatAContractIsMadeOf changes a file that a document
// refers to, an overlay, and where one ends and the next begins.
func TestTheDigestCoversAllThatAContractIsMadeOf(t *testing.T) {
	of := func(member, more string, overlays ...string) string {
		t.Helper()
		folder := t.TempDir()
		for name, text := range map[string]string{"a.yaml": "A: {type: object, properties: {" + member + ": {type: string}}}\n", "b.yaml": "B: {type: string}" + more + "\n"} {
			if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		var o spec.Options
		for _, title := range overlays {
			o.Overlays = append(o.Overlays, spec.Overlay{File: "o.yaml", Text: []byte("overlay: 1.0.0\ninfo: {title: O, version: \"1\"}\nactions: [{target: $.info, update: {title: " + title + "}}]\n")})
		}
		text := small31("3.1.0", `requestBody: {content: {application/json: {schema: {$ref: "a.yaml#/A"}}}}, responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "b.yaml#/B"}}}}}`, "")
		c, err := spec.LoadFile(filepath.Join(folder, "api.yaml"), []byte(text), o)
		if err != nil {
			t.Fatal(err)
		}
		if again := c.Digest(); again != c.Digest() {
			t.Errorf("the digest is %s, and then %s", again, c.Digest())
		}
		return c.Digest()
	}
	if first, second := of("x", ""), of("x", ""); first != second {
		t.Error("the same files in another folder have another digest")
	}
	seen := map[string]string{}
	for name, digest := range map[string]string{
		"plain": of("x", ""), "a member of the other file": of("y", ""), "a comment in the third": of("x", " # text"),
		"an overlay": of("x", "", "T"), "another overlay": of("x", "", "U"), "both": of("x", "", "T", "U"), "both turned round": of("x", "", "U", "T"),
	} {
		if other := seen[digest]; other != "" {
			t.Errorf("%s has the digest of: %s", name, other)
		}
		seen[digest] = name
	}
	text := []byte(small31("3.1.0", anyReply, ""))
	if sum := sha256.Sum256(text); load(t, string(text)).Digest() != "sha256:"+hex.EncodeToString(sum[:]) {
		t.Error("the digest of one file is not the SHA-256 of its bytes")
	}
}
