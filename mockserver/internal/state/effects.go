package state

import (
	"encoding/binary"
	"encoding/json"
	"hash/crc32"

	"github.com/cotalker/rolecall/fixtures"
)

// Effects are what writes did to a world, encoded one behind another: an entry of
// its log. Whoever applies them to a state that is like the one before the writes
// has the state after them, and decides nothing again.
//
// An effect is a byte that says which, then its numbers as uvarints and its texts
// with their lengths before them. Values that were settled (an id, a stamp, a hash)
// are in it as they came out.
type Effects struct {
	text   []byte
	serial uint64 // as it was noted last
}

// Format is the version of what effects and snapshots hold: logs of another
// are refused.
const Format = 1

// What an effect does. Numbers are never used again for another.
const (
	effectSet         = 1  // a record by its number: a new one, or in the place of one
	effectTake        = 2  // a record goes
	effectToken       = 3  // a token stands for a caller
	effectTokenChange = 4  // a token is minted, expired or revoked
	effectPersona     = 5  // a persona more
	effectClock       = 6  // the world's clock shows
	effectDeleted     = 7  // the one record of a parent was deleted
	effectSerial      = 8  // ids and tokens that were given so far
	effectSize        = 9  // records that a collection has had
	effectReset       = 10 // back to the beginning, without rules; what was asked is forgotten
	effectKeep        = 11 // the state is kept as a snapshot
	effectRestore     = 12 // a snapshot is the state
	effectForget      = 13 // a snapshot goes
	effectBegin       = 14 // the state is what a reset goes back to
	effectFresh       = 15 // the state is the mock's seed
	effectEmpty       = 16 // the state holds nothing
	effectRule        = 17 // a rule more
	effectRuleUsed    = 18 // a rule answers one request less
	effectRuleGone    = 19 // a rule goes
	effectRulesGiven  = 20 // rules that there were so far
	effectForgetAsked = 21 // what was asked is forgotten
	effectContent     = 22 // the content of a record by its number
)

// Where the password of a record is.
const (
	noPassword   = 0
	samePassword = 1 // that of the record before
	itsPassword  = 2 // salt and hash follow
)

// Size is how many bytes there are.
func (e *Effects) Size() int { return len(e.text) }

func (e *Effects) kind(k byte) { e.text = append(e.text, k) }

func (e *Effects) number(n uint64) { e.text = binary.AppendUvarint(e.text, n) }

func (e *Effects) string(s string) { e.number(uint64(len(s))); e.text = append(e.text, s...) }

func (e *Effects) bytes(b []byte) { e.number(uint64(len(b))); e.text = append(e.text, b...) }

func (e *Effects) signed(n int64) { e.text = binary.AppendVarint(e.text, n) }

func (e *Effects) list(l []string) { e.number(uint64(len(l))); e.strings(l) }

func (e *Effects) strings(l []string) {
	for _, s := range l {
		e.string(s)
	}
}

func (e *Effects) set(c *Collection, old, r *Record) {
	e.kind(effectSet)
	e.number(uint64(c.Plan.Resource.Index))
	e.number(r.Seq)
	e.string(r.ID)
	e.list(r.Parents)
	e.string(r.JSON)
	switch {
	case r.Password == nil:
		e.kind(noPassword)
	case old != nil && old.Password == r.Password:
		e.kind(samePassword)
	default:
		salt, hash := r.Password.hashed()
		e.kind(itsPassword)
		e.bytes(salt)
		e.bytes(hash)
	}
	if r.Content != nil && (old == nil || old.Content != r.Content) {
		e.content(c, r)
	}
}

func (e *Effects) take(c *Collection, r *Record) {
	e.kind(effectTake)
	e.number(uint64(c.Plan.Resource.Index))
	e.number(r.Seq)
}

func (e *Effects) token(token string, caller uint64) {
	e.kind(effectToken)
	e.string(token)
	e.number(caller)
}

// What became of a token, as bits.
const tokenExpired, tokenRevoked, tokenMinted = 1, 2, 4

func (e *Effects) tokenChange(c *Model, token string, change TokenChange) {
	e.kind(effectTokenChange)
	e.string(token)
	bits := uint64(0)
	if change.Expired {
		bits |= tokenExpired
	}
	if change.Revoked {
		bits |= tokenRevoked
	}
	if change.Bearer == nil {
		e.number(bits)
		return
	}
	e.number(bits | tokenMinted)
	e.string(change.Bearer.Name)
	e.list(c.Contract.Permissions.Of(change.Bearer.Rights))
}

func (e *Effects) persona(p fixtures.Persona) {
	text, _ := json.Marshal(p) // texts and lists of them, which are always JSON
	e.kind(effectPersona)
	e.bytes(text)
}

func (e *Effects) clock(c *clock) {
	e.kind(effectClock)
	switch {
	case c == nil:
		e.kind(0)
		return
	case c.stopped:
		e.kind(1)
	default:
		e.kind(2)
	}
	e.signed(c.at.Unix())
	e.number(uint64(c.at.Nanosecond()))
	e.signed(c.since.Unix())
	e.number(uint64(c.since.Nanosecond()))
}

// named is an effect of a text alone.
func (e *Effects) named(kind byte, name string) {
	e.kind(kind)
	e.string(name)
}

// numbered is an effect of a number, or begins one.
func (e *Effects) numbered(kind byte, number uint64) {
	e.kind(kind)
	e.number(number)
}

// NoteSerial notes the numbers that were given since it was last called.
func (e *Effects) NoteSerial(serial uint64) {
	if serial != e.serial {
		e.serial = serial
		e.numbered(effectSerial, serial)
	}
}

// EntryID tells an entry from all others: which process made it, and its number
// there.
type EntryID struct {
	Origin [8]byte
	Count  uint64
}

var checksums = crc32.MakeTable(crc32.Castagnoli)

// Entry is what goes into the log: the format, the id, the effects and a checksum.
func (e *Effects) Entry(id EntryID) []byte {
	out := make([]byte, 0, len(e.text)+32)
	out = append(out, Format)
	out = append(out, id.Origin[:]...)
	out = binary.AppendUvarint(out, id.Count)
	out = append(out, e.text...)
	return binary.LittleEndian.AppendUint32(out, crc32.Checksum(out, checksums))
}
