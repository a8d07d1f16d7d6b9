package independent

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	objectID    = regexp.MustCompile(`^[0-9a-f]{24}$`)
	anyCaseID   = regexp.MustCompile(`^(?i)[0-9a-f]{24}$`)
	plainEmail  = regexp.MustCompile(`^[^@\s]+@[^@\s]+$`)
	userMembers = []string{"email", "jobTitle", "isActive", "accessRoles", "name", "password"}
	readOnly    = []string{"_id", "createdAt", "modifiedAt"}
)

// isID says whether a text is an ObjectId.
func (c *call) isID(text string) bool {
	return objectID.MatchString(text) || c.fault("upper-case-ids") && anyCaseID.MatchString(text)
}

// decode reads a body as JSON.
func (c *call) decode() (any, *refusal) {
	text, refused := c.body()
	if refused != nil {
		return nil, refused
	}
	if refused := c.broken(text); refused != nil {
		return nil, refused
	}
	bad := no(400, "OP-10", "that is not JSON")
	if c.fault("bad-json-is-422") {
		bad.status = 422
	}
	if c.fault("bad-json-is-500") {
		bad.status = 500
	}
	if c.fault("trailing-comma") {
		text = regexp.MustCompile(`,\s*([}\]])`).ReplaceAll(text, []byte("$1"))
	}
	var value any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		return nil, bad
	}
	if _, err := decoder.Token(); err != io.EOF && !c.fault("what-follows-is-not-read") {
		return nil, bad
	}
	return value, nil
}

// object is the body's members; anything else is nil, and the schema's matter.
func object(value any) map[string]any {
	members, _ := value.(map[string]any)
	return members
}

// change is what a body says about a user or a role.
type change struct {
	email, names, lastName, displayName, second, jobTitle, password *string
	active                                                          *bool
	roles                                                           *[]string
	id, created                                                     *string // only a faulty server takes them
	nameReplaced                                                    bool
	label, description                                              *string
	permissions                                                     *[]string
}

// reading is a body being held against its schema.
type reading struct {
	c     *call
	wrong []string
}

func (r *reading) say(pointer, text string) { r.wrong = append(r.wrong, pointer+" "+text) }

func (r *reading) refusal() *refusal {
	if len(r.wrong) == 0 {
		return nil
	}
	status := 400
	if r.c.fault("bad-values-are-422") {
		status = 422
	}
	return no(status, "OP-10", strings.Join(r.wrong, "; "))
}

// text reads a member that is a text of at least so many characters.
func (r *reading) text(pointer string, value any, least int) *string {
	if value == nil && r.c.fault("null"+strings.ReplaceAll(pointer, "/", "-")) {
		return nil
	}
	if number, is := value.(json.Number); is && r.c.fault("numbers-are-texts") {
		value = number.String()
	}
	if flag, is := value.(bool); is && r.c.fault("flags-are-texts") {
		value = fmt.Sprint(flag)
	}
	text, is := value.(string)
	if !is {
		r.say(pointer, "is no text")
		return nil
	}
	length := utf8.RuneCountInString(text)
	if r.c.fault("lengths-in-bytes") {
		length = len(text)
	}
	if length < least {
		r.say(pointer, "is too short")
	}
	return &text
}

func (r *reading) flag(pointer string, value any) *bool {
	if value == nil && r.c.fault("null"+strings.ReplaceAll(pointer, "/", "-")) {
		return nil
	}
	if text, is := value.(string); is && r.c.fault("texts-are-flags") && (text == "true" || text == "false") {
		value = text == "true"
	}
	if number, is := value.(json.Number); is && r.c.fault("numbers-are-flags") {
		value = number.String() != "0"
	}
	flag, is := value.(bool)
	if !is {
		r.say(pointer, "is neither true nor false")
		return nil
	}
	return &flag
}

func (r *reading) texts(pointer string, value any, good func(string) bool) *[]string {
	if value == nil && r.c.fault("null"+strings.ReplaceAll(pointer, "/", "-")) {
		return nil
	}
	if text, is := value.(string); is && r.c.fault("one-is-a-list") {
		value = []any{text}
	}
	list, is := value.([]any)
	if !is {
		r.say(pointer, "is no list")
		return nil
	}
	out := []string{}
	for i, item := range list {
		text, is := item.(string)
		if !is && r.c.fault("other-items-are-dropped") {
			continue
		}
		if !is || !good(text) {
			r.say(fmt.Sprintf("%s/%d", pointer, i), "does not belong here")
			continue
		}
		out = append(out, text)
	}
	return &out
}
