package eks

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"unicode/utf8"
)

// Limits of tags: https://docs.aws.amazon.com/eks/latest/userguide/eks-using-tags.html#tag-restrictions
const (
	maxTags        = 50
	maxTagKey      = 128
	maxTagValue    = 256
	reservedTagKey = "aws:"
)

// checkTags says what is wrong with tags, and nothing if they are right. It is not an error because operations
// disagree on the error's code.
func checkTags(tags map[string]string) string {
	if len(tags) > maxTags {
		return fmt.Sprintf("%d tags exceed the limit of %d", len(tags), maxTags)
	}
	for key, value := range tags {
		if n := utf8.RuneCountInString(key); n < 1 || n > maxTagKey {
			return fmt.Sprintf("tag key %q must have 1 to %d characters", key, maxTagKey)
		}
		if strings.HasPrefix(strings.ToLower(key), reservedTagKey) {
			return fmt.Sprintf("tag key %q must not begin with %s", key, reservedTagKey)
		}
		if utf8.RuneCountInString(value) > maxTagValue {
			return fmt.Sprintf("the value of tag %q exceeds %d characters", key, maxTagValue)
		}
	}
	return ""
}

// requestedTags are the tags of the cluster or access entry whose ARN is in the request's path.
func (s *Server) requestedTags(r *request) (map[string]string, error) {
	resource := r.PathValue("resourceArn")
	if !strings.HasPrefix(resource, s.eksARN("")) {
		return nil, badRequest("Invalid ARN: %s is not a resource of EKS in %s", resource, s.config.Region)
	}
	for _, c := range s.clusters {
		if resource == s.eksARN("cluster/"+c.Name) {
			return c.tags, nil
		}
		for _, entry := range c.entries {
			if resource == entry.AccessEntryARN {
				return entry.Tags, nil
			}
		}
	}
	return nil, apiErrorf(http.StatusNotFound, "NotFoundException", "The specified resource %s could not be found.", resource)
}

func (s *Server) tagResource(r *request) (any, error) {
	tags, err := s.requestedTags(r)
	if err != nil {
		return nil, err
	}
	var body struct {
		Tags map[string]string `json:"tags"`
	}
	if err := r.decode(&body); err != nil {
		return nil, err
	}
	union := maps.Clone(tags)
	maps.Copy(union, body.Tags)
	if problem := checkTags(union); problem != "" {
		return nil, badRequest("%s", problem)
	}
	maps.Copy(tags, body.Tags)
	return struct{}{}, nil
}

func (s *Server) untagResource(r *request) (any, error) {
	tags, err := s.requestedTags(r)
	if err != nil {
		return nil, err
	}
	for _, key := range r.URL.Query()["tagKeys"] {
		delete(tags, key)
	}
	return struct{}{}, nil
}

func (s *Server) listTagsForResource(r *request) (any, error) {
	tags, err := s.requestedTags(r)
	if err != nil {
		return nil, err
	}
	return map[string]any{"tags": tags}, nil
}

func badRequest(format string, args ...any) error {
	return apiErrorf(http.StatusBadRequest, "BadRequestException", format, args...)
}
