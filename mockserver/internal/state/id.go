package state

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/mockserver/internal/values"
	"github.com/cotalker/rolecall/spec"
)

// idPlan is what the ids of a collection look like.
type idPlan struct {
	numeric  bool                       // numbers in JSON
	newID    func(serial uint64) string // unless there is a slug
	slugOf   string                     // member that ids are made of, "" for none
	slugKeys []*spec.Parameter          // that take them
}

// idValue is an id as JSON has it: a number where the schema wants one.
func (p *Plan) idValue(id string) any {
	if p.numeric {
		return json.Number(id)
	}
	return id
}

// planIDs chooses what the ids of a collection look like by the schema of its
// id: numbers that count up, ObjectIds, uuids, texts that count up, as long as they
// must be, or texts of its pattern. Paths take them as keys, and told is what replies
// to creates have them be. An id that nothing fits is an ObjectId.
func (p *Plan) planIDs(keys []*spec.Parameter, told []*spec.Schema) {
	schema := p.Resource.Schema.At(p.Resource.ID)
	p.planSlug(keys)
	fits := func(id func(uint64) string) bool {
		p.newID = id
		return schema.Valid(p.idValue(id(1))) && fitsEach(told, id(1)) && !slices.ContainsFunc(keys, func(k *spec.Parameter) bool { return !k.Accepts([]string{id(1)}) })
	}
	switch schema.Type() {
	case "integer", "number":
		p.numeric = true
		nth := fixtures.NumberedID(schema, keys)
		p.newID = func(serial uint64) string { return nth(serial - 1) }
		return
	}
	counted := func(serial uint64) string { return "id" + strconv.FormatUint(serial, 10) }
	digits := func(serial uint64) string { return strconv.FormatUint(serial, 10) }
	least := schema.Words().MinLength
	padded := func(serial uint64) string { return fmt.Sprintf("%0*x", min(max(least, 1), longestID), serial) }
	tries := []func(uint64) string{objectID, uuid, digits, counted, padded}
	for _, one := range schema.WithAlternatives() {
		tries = append(tries, func(serial uint64) string {
			text, _ := fixtures.Matching(one, serial, 0)
			return text
		}, func(serial uint64) string { return fixtures.KeyText(one, serial) })
	}
	for _, k := range keys { // which may take less than the schema says
		tries = append(tries, func(serial uint64) string { return fixtures.KeyText(k.Schema, serial) })
	}
	for _, one := range tries {
		if fits(one) {
			return
		}
	}
	if p.newID = objectID; !schema.Valid(objectID(1)) && schema.Valid(uuid(1)) { // what a path takes that contradicts it
		p.newID = uuid
	}
}

// toldBy are the schemas of the ids that replies to creates tell.
func toldBy(c *spec.Contract, r *spec.Resource) []*spec.Schema {
	var out []*spec.Schema
	for _, op := range c.Operations {
		success := op.Success()
		if op.Action.Resource != r || op.Action.Kind != spec.Create || success == nil {
			continue
		}
		s := success.Schema
		if success.Holds {
			s = values.ShownAs(success)
		}
		if id := s.At(r.ID); id != nil {
			out = append(out, id)
		}
	}
	return out
}

// fitsEach tells whether an id fits some schemas, as a text or as a number.
func fitsEach(schemas []*spec.Schema, id string) bool {
	return !slices.ContainsFunc(schemas, func(s *spec.Schema) bool { return !s.Valid(id) && !s.Valid(OtherID(id)) })
}

// OtherID is an id as a number where it is a text of digits, and as a text where it is
// a number; all else is as it was.
func OtherID(v any) any {
	switch id := v.(type) {
	case json.Number:
		return id.String()
	case string:
		if _, err := strconv.ParseInt(id, 10, 64); err == nil {
			return json.Number(id)
		}
	}
	return v
}

// longestID is how many characters an id is padded to that must be long.
const longestID = 4096

// objectID is an ObjectId of a fixed date, so that a fresh mock always gives
// the same ones.
func objectID(serial uint64) string {
	var number [8]byte
	binary.BigEndian.PutUint64(number[:], serial)
	return string(hex.AppendEncode(append(make([]byte, 0, 24), "5fb58d00"...), number[:]))
}

// uuid is one of version 8, which is free to be made of what one likes.
func uuid(serial uint64) string {
	sum := sha256.Sum256([]byte("rolecall id " + strconv.FormatUint(serial, 10)))
	sum[6], sum[8] = sum[6]&0x0f|0x80, sum[8]&0x3f|0x80
	text := hex.EncodeToString(sum[:16])
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
}

// IDText is an id of a body as it is found by, and whether it is one at all.
func IDText(v any) (string, bool) {
	switch id := v.(type) {
	case string:
		return id, true
	case json.Number:
		return id.String(), true
	}
	return "", false
}
