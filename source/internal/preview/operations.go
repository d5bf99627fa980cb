package preview

// side is when an object is there, as a state of a step describes it.
type side uint8

const (
	before side = 1 << iota
	after
	// stays is after the change, beside what takes the object's place in the stack.
	stays

	nowhere side = 0
)

// operation says when the objects of a step's old and new state are there. What is there already says it better than
// what the program asks for, so an object that does not change has its old state on both sides.
type operation struct{ old, new side }

// operations are the engine's.
// Source: https://github.com/pulumi/pulumi/blob/v3.250.0/pkg/resource/deploy/step.go (StepOp)
var operations = map[string]operation{
	"same":               {old: before | after},
	"create":             {new: after},
	"update":             {old: before, new: after},
	"diff":               {old: before, new: after},
	"delete":             {old: before},
	"replace":            {old: before, new: after},
	"create-replacement": {new: after},
	"delete-replaced":    {old: before},
	"refresh":            {old: before | after},
	"import":             {new: before | after},
	"import-replacement": {new: before | after},
	// What is read belongs to somebody else: the stack neither makes nor deletes it.
	"read":             {old: before | stays, new: before | after},
	"read-replacement": {new: before | after},
	"discard":          {old: before | stays},
	"discard-replaced": {old: before | stays},

	"remove-pending-replace": {},
	"extend-parameterize":    {},
}
