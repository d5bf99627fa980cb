// Package awserror tells errors of Pulumi's AWS provider apart. They have no code, only a text.
package awserror

import "strings"

// NotFound reports whether there is no such thing.
// Source: https://github.com/hashicorp/terraform-plugin-sdk/blob/v2.37.0/helper/retry/error.go
func NotFound(err error) bool { return has(err, "couldn't find resource") }

// AccessDenied reports whether the caller lacks a right.
// Source: https://docs.aws.amazon.com/eks/latest/APIReference/CommonErrors.html
func AccessDenied(err error) bool { return has(err, "AccessDenied") }

func has(err error, text string) bool { return err != nil && strings.Contains(err.Error(), text) }
