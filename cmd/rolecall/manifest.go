package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/spec"
)

// manifest says what a run has written: files with their digests, and what they
// were made of.
type manifest struct {
	Schema        string         `json:"$schema"`
	Rolecall      string         `json:"rolecall"` // version of the program
	FormatVersion int            `json:"formatVersion"`
	Contract      string         `json:"contract"` // digest of the document
	Seed          uint64         `json:"seed"`
	Recipe        string         `json:"recipe"` // digest of all that decides the records
	Format        string         `json:"format"`
	Shard         string         `json:"shard,omitempty"` // I/N
	Files         []manifestFile `json:"files"`
}

// manifestFile is one file of a manifest.
type manifestFile struct {
	Name    string            `json:"name"` // from the manifest's folder
	Records map[string]uint64 `json:"records"`
	Bytes   int64             `json:"bytes"`
	Digest  string            `json:"digest"`
	Content *packedContent    `json:"content,omitempty"` // of a compressed file
}

// packedContent is what is packed in a file.
type packedContent struct {
	Bytes  int64  `json:"bytes"`
	Digest string `json:"digest"`
}

// manifestSchemaID names the schema that rolecall schema manifest prints.
const manifestSchemaID = "https://github.com/cotalker/rolecall/schema/manifest.json"

// manifestOf begins a manifest.
func (f fixturesFlags) manifestOf(contract *spec.Contract, recipe string) *manifest {
	format, _ := fixtures.ParseFormat(f.format) // which was tried before
	return &manifest{
		Schema: manifestSchemaID, Rolecall: version(), FormatVersion: f.formatVersion, Contract: contract.Digest(), Seed: f.seed,
		Recipe: recipe, Format: string(format), Shard: f.shard,
	}
}

// add notes a file that was written.
func (m *manifest) add(manifestName, name string, file *packedFile, set *fixtures.Set, shard fixtures.Shard) error {
	folder, err := filepath.Abs(filepath.Dir(manifestName))
	if err != nil {
		return err
	}
	path, err := filepath.Abs(name)
	if err != nil {
		return err
	}
	if relative, err := filepath.Rel(folder, path); err == nil { // or it is on another disk
		path = relative
	}
	one := manifestFile{Name: filepath.ToSlash(path), Records: map[string]uint64{}, Bytes: file.file.bytes, Digest: file.file.digest()}
	if file.packer != nil {
		one.Content = &packedContent{file.content.bytes, file.content.digest()}
	} else {
		one.Bytes, one.Digest = file.content.bytes, file.content.digest()
	}
	from, to := shard.Of(set.Size())
	at := uint64(0)
	for _, part := range set.Parts {
		first, last := max(at, from), min(at+part.Count, to)
		if at += part.Count; first < last || shard.N == 0 {
			one.Records[part.Table.Name] = last - first
		}
	}
	m.Files = append(m.Files, one)
	return nil
}

func (m *manifest) write(out io.Writer) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(m)
}

// readManifest reads a manifest that a run wrote.
func readManifest(name string) (*manifest, error) {
	data, err := readInput(name)
	if err != nil {
		return nil, fmt.Errorf("reading the manifest: %w; give a file that rolecall fixtures --manifest wrote", err)
	}
	m := &manifest{}
	if err := json.Unmarshal(data, m); err != nil {
		return nil, fmt.Errorf("%s is not a manifest: %w; give a file that rolecall fixtures --manifest wrote", name, err)
	}
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("%s is not a manifest: %w; give a file that rolecall fixtures --manifest wrote", name, err)
	}
	return m, nil
}

func (m *manifest) check() error {
	if len(m.Files) == 0 {
		return errors.New("it names no files")
	}
	for _, file := range m.Files {
		if file.Name == "" || file.Digest == "" {
			return errors.New("one of its files has no name or no digest")
		}
	}
	if m.Shard != "" {
		if _, err := fixtures.ParseShard(m.Shard); err != nil {
			return err
		}
	}
	return nil
}
