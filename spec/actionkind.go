package spec

// ActionKind is what an operation does to a collection.
type ActionKind string

// The kinds of action.
const (
	List       ActionKind = "list"
	Create     ActionKind = "create"
	Read       ActionKind = "read"
	Update     ActionKind = "update"
	UpdateMany ActionKind = "updateMany"
	Replace    ActionKind = "replace"
	Delete     ActionKind = "delete"
	DeleteMany ActionKind = "deleteMany"
	AddItem    ActionKind = "addItem"
	UpdateItem ActionKind = "updateItem"
	RemoveItem ActionKind = "removeItem"
	Login      ActionKind = "login"
	Answer     ActionKind = "answer" // with an example: no state is behind it
)

var actionKinds = []ActionKind{List, Create, Read, Update, UpdateMany, Replace, Delete, DeleteMany, Login}

// Action says what an operation does, and to what.
type Action struct {
	Kind     ActionKind
	Resource *Resource      // nil for Answer, and for those on items
	Item     *ListItem      // addItem, updateItem, removeItem: what they do to a list that a record holds; nil for all others
	Self     bool           // on the caller itself
	Single   bool           // on the one record there is of each parent: the path holds no id
	View     bool           // list, create: at a path whose keys choose nothing but what their filters say
	Where    []*Parameter   // list: members of the body that filter it, or page, as query parameters do
	Listed   bool           // not list: the one record stands in a list, in the body and in the reply
	Key      string         // the query parameter with the id, "" where that is a key of the path
	ID       string         // update, replace, delete: the body's member with the id, "" where that is a key of the path
	Set      map[string]any // update: members with the values that it sets whatever the body says, nil for those of the body
	Content  bool           // read, create, update, replace: of the bytes that a record holds, and not of its JSON
	Named    string         // read, and with content: the member that the last key of the path is, "" for the id
	Count    string         // update with set: the member that counts how often it is set, "" for none
	Guessed  bool           // no document says what the operation does: that was worked out
	Upsert   bool           // replace: makes the record where there is none
	Add      bool           // replace: the path alone says what is to be there; members of the body are changes of it
	IDs      string         // updateMany, deleteMany: the body's member with the ids, "." for the body itself, or the query parameter with them; deleteMany: "" for all that the path and the query choose
	Changes  string         // updateMany: the body's member with what to change
	Token    string         // login: the reply's member with the token

	// Where a list's reply tells of its pages, as dotted paths, "" for nowhere: how
	// many match in all, what to ask for the next page, whether there is one.
	Total, Next, More string
}

// OfRecord tells whether the last key of the path is a record's id, or a query
// parameter or a member of the body takes its place.
func (a Action) OfRecord() bool {
	switch a.Kind {
	case Read, Update, Replace, Delete:
		return !a.Self && !a.Single
	}
	return false
}

// RecordKeys is how many keys of the path are a record's id: none or one.
func (a Action) RecordKeys() int {
	if a.OfRecord() && a.Key == "" && a.ID == "" {
		return 1
	}
	return 0
}

// Writes tells whether the action changes the world.
func (a Action) Writes() bool {
	switch a.Kind {
	case Create, Update, UpdateMany, Replace, Delete, DeleteMany, AddItem, UpdateItem, RemoveItem:
		return true
	}
	return false
}
