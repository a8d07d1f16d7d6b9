package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// pages are those that a newcomer reads.
func pages(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("../../docs/*.md")
	if err != nil || len(files) < 10 {
		t.Fatal(files, err)
	}
	out := map[string]string{}
	for _, file := range append(files, "../../README.md", "../../CONTRIBUTING.md") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(file)] = string(text)
	}
	return out
}

var (
	shellBlock = regexp.MustCompile("(?s)```sh\n(.*?)```")
	shellWord  = regexp.MustCompile(`(?:'[^']*'|"[^"]*"|\\\n|[^\s'"#|<>;&])(?:'[^']*'|"[^"]*"|[^\s'"|<>;&])*|#[^\n]*|&&|[|<>;&\n]`)
	quotes     = regexp.MustCompile(`'([^']*)'|"([^"]*)"`)
	inlineCode = regexp.MustCompile("`(rolecall [^`]+)`")
)

// commandsOf are the simple commands of a text for a shell, word by word.
func commandsOf(text string) [][]string {
	var out [][]string
	var words []string
	for _, word := range append(shellWord.FindAllString(text, -1), "\n") {
		switch {
		case strings.Contains("\n|;&&<>", word) || strings.HasPrefix(word, "#"):
			if len(words) > 0 {
				out, words = append(out, words), nil
			}
		case word != "\\\n":
			words = append(words, quotes.ReplaceAllString(word, "$1$2"))
		}
	}
	return out
}

// TestPagesShowCommandsThatThereAre reads every line of every block for a shell as
// the program would, values and all, and the names alone in what stands in a
// sentence.
func TestPagesShowCommandsThatThereAre(t *testing.T) {
	seen := 0
	for page, text := range pages(t) {
		for _, block := range shellBlock.FindAllStringSubmatch(text, -1) {
			for _, words := range commandsOf(block[1]) {
				if words[0] != "rolecall" {
					continue
				}
				seen++
				cmd, rest, err := newRootCommand().Find(jsonWithoutFile(words[1:]))
				if err == nil {
					err = cmd.ParseFlags(rest)
				}
				if err == nil {
					err = cmd.ValidateArgs(cmd.Flags().Args())
				}
				if err != nil {
					t.Errorf("%s: %q: %v", page, words, err)
				}
			}
		}
		for _, code := range inlineCode.FindAllStringSubmatch(text, -1) {
			words := strings.Fields(code[1])[1:]
			cmd, _, err := newRootCommand().Find(words)
			if err != nil {
				t.Errorf("%s: %q: %v", page, code[1], err)
				continue
			}
			seen++
			cmd.InitDefaultHelpFlag()
			for _, word := range words {
				name, is := strings.CutPrefix(word, "--")
				name, _, _ = strings.Cut(name, "=")
				if is && cmd.Flags().Lookup(name) == nil {
					t.Errorf("%s: %q: there is no flag --%s", page, code[1], name)
				}
			}
		}
	}
	if seen < 100 {
		t.Errorf("only %d commands seen", seen)
	}
}

// TestPagesShowRequestsThatWork asks a mock what the pages ask one with curl. One
// that is refused is so because the line says so.
func TestPagesShowRequestsThatWork(t *testing.T) {
	seen := 0
	for page, text := range pages(t) {
		if !strings.Contains(text, "\ncurl ") {
			continue
		}
		source := spec.DefaultSource()
		if page == "any-document.md" {
			source, _ = os.ReadFile("../../internal/corpus/testdata/museum.yaml")
		}
		contract, err := spec.Load(page, source)
		if err != nil {
			t.Fatal(err)
		}
		mock, err := mockserver.New(contract)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range shellBlock.FindAllStringSubmatch(text, -1) {
			for _, words := range commandsOf(block[1]) {
				r := curlRequest(words)
				if r == nil {
					continue
				}
				seen++
				reply := httptest.NewRecorder()
				mock.ServeHTTP(reply, r)
				wish, _ := strings.CutPrefix(r.Header.Get("Prefer"), "code=")
				if reply.Code >= 400 && fmt.Sprint(reply.Code) != wish {
					t.Errorf("%s: %q: %d %s", page, words, reply.Code, reply.Body)
				}
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d requests seen", seen)
	}
}

// curlRequest is what a line with curl sends to a mock, nil for another line, and for
// one that waits.
func curlRequest(words []string) *http.Request {
	if words[0] != "curl" || slices.Contains(words, "-N") {
		return nil
	}
	method, address, body := http.MethodGet, "", ""
	header := http.Header{}
	for i := 1; i < len(words); i++ {
		switch word := words[i]; word {
		case "-X":
			i++
			method = words[i]
		case "-d":
			i++
			body = words[i]
			if method == http.MethodGet {
				method = http.MethodPost
			}
		case "-H":
			i++
			name, value, _ := strings.Cut(words[i], ": ")
			header.Set(name, strings.Replace(value, "wait=2", "wait=0", 1))
		case "--cacert":
			i++
		default:
			address = strings.Replace(word, "timeout=5", "timeout=0", 1)
		}
	}
	if !strings.Contains(address, ":4010/") {
		return nil
	}
	r := httptest.NewRequest(method, address, strings.NewReader(body))
	r.Header = header
	return r
}
