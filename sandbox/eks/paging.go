package eks

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strconv"
)

// maxPage is both the largest page and the default.
// https://docs.aws.amazon.com/eks/latest/APIReference/API_ListAccessEntries.html
const maxPage = 100

// paginate cuts the page that maxResults and nextToken ask for out of sorted keys, and returns the token of the
// next page, nil if this is the last. A token is the last key of its page, so that pages stay right when
// entries come and go in between.
func paginate(sorted []string, query url.Values) (page []string, next *string, err error) {
	size := maxPage
	if given := query.Get("maxResults"); given != "" {
		size, err = strconv.Atoi(given)
		if err != nil || size < 1 || size > maxPage {
			return nil, nil, invalidParameter("maxResults must be between 1 and %d, but is %s", maxPage, given)
		}
	}
	after, err := base64.RawURLEncoding.DecodeString(query.Get("nextToken"))
	if err != nil {
		return nil, nil, invalidParameter("nextToken %s is invalid: take it from the previous page", query.Get("nextToken"))
	}
	start, found := slices.BinarySearch(sorted, string(after))
	if found {
		start++
	}
	rest := sorted[start:]
	if len(rest) <= size {
		return orEmpty(rest), nil, nil
	}
	token := base64.RawURLEncoding.EncodeToString([]byte(rest[size-1]))
	return rest[:size], &token, nil
}
