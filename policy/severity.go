package policy

import "slices"

// Severity says how far a right leads beyond what it seems to grant, and how much a finding matters.
type Severity string

// The severities, from the least to the most.
const (
	// Low findings mislead their reader, and lead nowhere.
	Low Severity = "low"
	// Medium rights open data or service accounts of the namespace; many teams live with them knowingly.
	Medium Severity = "medium"
	// High rights lead to all that exists in the namespace, or to other people's rights.
	High Severity = "high"
	// Critical rights lead to rights over the whole cluster.
	Critical Severity = "critical"
)

var severities = []Severity{Low, Medium, High, Critical}

// Severities are all of them, from the least to the most.
func Severities() []Severity { return slices.Clone(severities) }

// Compare orders severities: it is negative if s matters less than other.
func (s Severity) Compare(other Severity) int {
	return slices.Index(severities, s) - slices.Index(severities, other)
}
