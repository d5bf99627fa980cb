// Package review says in plain words who gains, loses and keeps which rights on a Kubernetes cluster.
//
// [Read] takes the JSON of "pulumi preview --json" or of "pulumi stack export" and keeps what decides about
// access: roles, bindings, EKS access entries and EKS access policies. [New] joins them into a [Report]:
// principals, their groups, the bindings that name those, the roles behind them and the rules in each
// namespace. A report is printed by [Report.WriteText], [Report.WriteMarkdown] or [Report.WriteJSON].
//
// The package reads only; it talks to no cluster and no cloud. It works on any stack, whoever wrote its
// program. What a stack does not say is reported as not known, never guessed.
package review
