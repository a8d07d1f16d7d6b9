package spec_test

import (
	"errors"
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
			over, err := inferred.InferredOverlay()
			if errors.Is(err, spec.ErrNothingInferred) {
				return
			}
			if err != nil {
				t.Fatal(err)
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
			if len(laid.Guesses) > 0 {
				t.Errorf("beside the overlay %d things are worked out: %v", len(laid.Guesses), laid.Guesses[0])
			}
			if inferred.Matrix().String() != laid.Matrix().String() {
				t.Error("the matrix is another")
			}
			laid.Root.Remove("x-infer")
			if !reflect.DeepEqual(inferred.Root.Value(), laid.Root.Value()) {
				t.Error("the document with the overlay says another thing than with the guesses")
			}
			was, is := inferred.Understood(), laid.Understood()
			if was != is {
				t.Errorf("understood was %+v and is %+v", was, is)
			}
			if inferred.Digest() == laid.Digest() {
				t.Error("both contracts have one digest")
			}
		})
	}
}
