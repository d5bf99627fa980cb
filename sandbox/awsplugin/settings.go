package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// settings is the provider's configuration, the keys `aws:…` of a stack. Each field is the key of its name, as
// documented at https://www.pulumi.com/registry/packages/aws/installation-configuration/. What is left out is
// taken from the environment and the shared configuration files, as with any AWS tool.
type settings struct {
	region  string
	profile string

	accessKey string
	secretKey string
	token     string

	assumeRole *roleToAssume // nil if there is none

	endpoints   []endpoints
	defaultTags struct {
		Tags map[string]string `json:"tags"`
	}

	allowedAccountIds   []string
	forbiddenAccountIds []string

	skipCredentialsValidation bool
	skipMetadataApiCheck      bool
	skipRegionValidation      bool // true unless set, as in the real provider
	skipRequestingAccountId   bool
}

// endpoints are the addresses to use instead of AWS's.
type endpoints struct {
	EKS string `json:"eks"`
	STS string `json:"sts"`
	IAM string `json:"iam"`
}

// settingKeys says how the value of each known key is stored.
var settingKeys = map[string]func(*settings, string) error{
	"region":                    text(func(s *settings) *string { return &s.region }),
	"profile":                   text(func(s *settings) *string { return &s.profile }),
	"accessKey":                 text(func(s *settings) *string { return &s.accessKey }),
	"secretKey":                 text(func(s *settings) *string { return &s.secretKey }),
	"token":                     text(func(s *settings) *string { return &s.token }),
	"assumeRole":                structured(func(s *settings) any { return &s.assumeRole }),
	"endpoints":                 structured(func(s *settings) any { return &s.endpoints }),
	"defaultTags":               structured(func(s *settings) any { return &s.defaultTags }),
	"allowedAccountIds":         structured(func(s *settings) any { return &s.allowedAccountIds }),
	"forbiddenAccountIds":       structured(func(s *settings) any { return &s.forbiddenAccountIds }),
	"skipCredentialsValidation": flag(func(s *settings) *bool { return &s.skipCredentialsValidation }),
	"skipMetadataApiCheck":      flag(func(s *settings) *bool { return &s.skipMetadataApiCheck }),
	"skipRegionValidation":      flag(func(s *settings) *bool { return &s.skipRegionValidation }),
	"skipRequestingAccountId":   flag(func(s *settings) *bool { return &s.skipRequestingAccountId }),
}

func text(field func(*settings) *string) func(*settings, string) error {
	return func(s *settings, value string) error {
		*field(s) = value
		return nil
	}
}

func flag(field func(*settings) *bool) func(*settings, string) error {
	return func(s *settings, value string) error {
		parsed, err := strconv.ParseBool(value)
		if err != nil {
			return fmt.Errorf("%q is neither true nor false", value)
		}
		*field(s) = parsed
		return nil
	}
}

func structured(field func(*settings) any) func(*settings, string) error {
	return func(s *settings, value string) error {
		decoder := json.NewDecoder(strings.NewReader(value))
		decoder.DisallowUnknownFields()
		return decoder.Decode(field(s))
	}
}

// parseSettings reads what the engine sends: every value is a string, and a structured one is JSON. All problems
// come in one error; it never holds the value of a key that may be a secret.
func parseSettings(variables map[string]string) (settings, error) {
	s := settings{skipRegionValidation: true}
	var problems []error
	for _, variable := range slices.Sorted(maps.Keys(variables)) {
		key := strings.TrimPrefix(variable, "aws:config:")
		store, known := settingKeys[key]
		if !known {
			problems = append(problems, fmt.Errorf("aws:%s is not known to the sandbox's stand-in for the AWS provider; "+
				"it knows %s", key, strings.Join(slices.Sorted(maps.Keys(settingKeys)), ", ")))
			continue
		}
		if err := store(&s, variables[variable]); err != nil {
			problems = append(problems, fmt.Errorf("aws:%s: %w", key, err))
		}
	}
	return s, errors.Join(append(problems, s.validate())...)
}

// regionForm is what the name of a region looks like in every partition, such as us-east-1 or us-gov-west-1.
var regionForm = regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+)+-[0-9]$`)

func (s settings) validate() error {
	var problems []error
	if (s.accessKey == "") != (s.secretKey == "") {
		problems = append(problems, errors.New("aws:accessKey and aws:secretKey belong together: set both or neither"))
	}
	if len(s.allowedAccountIds) > 0 && len(s.forbiddenAccountIds) > 0 {
		problems = append(problems, errors.New("aws:allowedAccountIds and aws:forbiddenAccountIds exclude each other: "+
			"remove one"))
	}
	problems = append(problems, s.assumeRole.validate())
	if s.checksAccount() && !s.asksForAccount() {
		problems = append(problems, errors.New("aws:allowedAccountIds and aws:forbiddenAccountIds need the account's id: "+
			"set aws:skipRequestingAccountId to false"))
	}
	if !s.skipRegionValidation && s.region != "" && !regionForm.MatchString(s.region) {
		problems = append(problems, fmt.Errorf("aws:region: %q is not the name of a region, such as us-east-1", s.region))
	}
	return errors.Join(problems...)
}

func (s settings) checksAccount() bool {
	return len(s.allowedAccountIds)+len(s.forbiddenAccountIds) > 0
}

// asksForAccount says whether the provider starts with a call of STS GetCallerIdentity.
func (s settings) asksForAccount() bool {
	return !s.skipCredentialsValidation || !s.skipRequestingAccountId
}

// endpoint returns the last address that is given for a service, nil for AWS's own.
func (s settings) endpoint(of func(endpoints) string) *string {
	for _, e := range slices.Backward(s.endpoints) {
		if url := of(e); url != "" {
			return &url
		}
	}
	return nil
}
