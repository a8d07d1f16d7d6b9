package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/cotalker/rolecall/internal/jsonvalue"

	"github.com/go-json-experiment/json/jsontext"
)

const (
	// fastReply is up to where a reply is first read as a request is, which is
	// faster, and holds the text as long as any part of it.
	fastReply = 16 << 10
	// decodedTimes bounds what the values of one reply take in memory, in so many
	// times what its text may: it might be forty times what the text does.
	decodedTimes = 3
	// wideObject is how many members of one object are kept, whatever they are.
	// Of those that follow only such are kept as the contract has a name for: a
	// reply of two megabytes may hold 100,000 that nobody asked for.
	wideObject = 10_000
)

// What values take in memory, about.
const (
	objectCost = 320 // with up to eight members
	memberCost = 48
	itemCost   = 24
)

// notJSON is why a text is not JSON.
type notJSON struct {
	reason string
	at     int64 // byte, -1 where that says nothing
}

func (e *notJSON) Error() string {
	if e.at < 0 {
		return e.reason
	}
	return fmt.Sprintf("%s at byte %d", e.reason, e.at)
}

// decodeReply reads the JSON of a reply whose values take so much in memory at
// most, about, and tells what they do. The names are those of the contract's
// members.
// Whatever RFC 8259 lets be is read: half surrogates, which become U+FFFD,
// repeated names, of which the last counts, numbers of any size. A text that
// cannot be held is a [faultyReply], one that is none a [notJSON].
func decodeReply(text []byte, most int, contracted map[string]bool) (value any, cost int, err error) {
	if len(text) <= fastReply {
		if value, err := jsonvalue.Decode(text); err == nil {
			return value, 0, nil
		}
	}
	switch {
	case bytes.HasPrefix(text, []byte("\uFEFF")):
		return nil, 0, &notJSON{"a byte order mark before the JSON", -1}
	case !utf8.Valid(text):
		return nil, 0, &notJSON{"invalid UTF-8", invalidAt(text)}
	}
	r := replyReader{d: jsontext.NewDecoder(bytes.NewBuffer(text), jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true)), names: map[string]string{}, contracted: contracted, most: most}
	if value, err = r.value(); err == nil {
		if _, tail := r.d.ReadToken(); tail == nil {
			err = errors.New("more than one value")
		} else if !errors.Is(tail, io.EOF) {
			err = tail
		}
	}
	if err == nil {
		return value, r.cost, nil
	}
	var large *faultyReply
	var syntactic *jsontext.SyntacticError
	switch {
	case errors.As(err, &large):
		return nil, 0, large
	case errors.Is(err, io.EOF):
		return nil, 0, &notJSON{"no JSON value", -1}
	case strings.Contains(err.Error(), "max depth"):
		return nil, 0, &faultyReply{TooLarge, "a body of JSON that nests deeper than 10,000 values"}
	case errors.As(err, &syntactic) && syntactic.Err != nil:
		return nil, 0, &notJSON{syntactic.Err.Error(), syntactic.ByteOffset}
	}
	return nil, 0, &notJSON{err.Error(), r.d.InputOffset()}
}

func invalidAt(text []byte) int64 {
	at := 0
	for at < len(text) {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	return int64(at)
}

// replyReader reads values and counts what they take.
type replyReader struct {
	d          *jsontext.Decoder
	names      map[string]string // of members, which repeat
	contracted map[string]bool   // of the contract's members
	cost       int
	most       int
}

func (r *replyReader) take(cost int) error {
	if r.cost += cost; r.cost > r.most {
		return &faultyReply{TooLarge, fmt.Sprintf("a body of JSON whose values take over %d bytes in memory; --max-reply takes more", r.most)}
	}
	return nil
}

func (r *replyReader) value() (any, error) {
	token, err := r.d.ReadToken()
	if err != nil {
		return nil, err
	}
	switch token.Kind() {
	case '{':
		return r.object()
	case '[':
		return r.list()
	case '"':
		text := token.String()
		return text, r.take(itemCost + len(text))
	case '0':
		text := token.String()
		return json.Number(text), r.take(itemCost + len(text))
	case 't', 'f':
		return token.Bool(), nil
	}
	return nil, nil
}

func (r *replyReader) object() (any, error) {
	object := map[string]any{}
	if err := r.take(objectCost); err != nil {
		return nil, err
	}
	for r.d.PeekKind() != '}' {
		if len(object) >= wideObject {
			if err := r.contractMember(object); err != nil {
				return nil, err
			}
			continue
		}
		token, err := r.d.ReadToken()
		if err != nil {
			return nil, err
		}
		name := token.String()
		if known, is := r.names[name]; is {
			name = known
		} else if len(r.names) < 1000 {
			r.names[name] = name
		}
		if err := r.take(memberCost); err != nil {
			return nil, err
		}
		if object[name], err = r.value(); err != nil {
			return nil, err
		}
	}
	_, err := r.d.ReadToken()
	return object, err
}

// contractMember reads a member of a wide object, and keeps it where the contract has
// its name.
func (r *replyReader) contractMember(object map[string]any) error {
	quoted, err := r.d.ReadValue()
	if err != nil {
		return err
	}
	if !bytes.Contains(quoted, []byte(`\`)) && !r.contracted[string(quoted[1:len(quoted)-1])] {
		return r.d.SkipValue()
	}
	text, err := jsontext.AppendUnquote(nil, quoted)
	if err != nil {
		return err
	}
	name := string(text)
	if !r.contracted[name] {
		return r.d.SkipValue()
	}
	object[name], err = r.value()
	return err
}

func (r *replyReader) list() (any, error) {
	list := []any{}
	for r.d.PeekKind() != ']' {
		if err := r.take(itemCost); err != nil {
			return nil, err
		}
		item, err := r.value()
		if err != nil {
			return nil, err
		}
		list = append(list, item)
	}
	_, err := r.d.ReadToken()
	return list, err
}
