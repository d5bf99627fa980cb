package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/itchyny/gojq"
	"github.com/itchyny/gojq/cli"
	"github.com/stretchr/testify/require"
)

// stubs are programs of the jobs that this test binary takes the place of, under their names: a machine may lack them,
// and they talk to servers of the test's. They know the flags that docs/ci uses.
var stubs = map[string]func(args []string) error{"gh": gh, "curl": curl, "jq": jq}

// stubServer is the variable with the address of the server in the place of every host's.
const stubServer = "STUB_SERVER"

func init() {
	stub, ok := stubs[filepath.Base(os.Args[0])]
	if !ok {
		return
	}
	if err := stub(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(22)
	}
	os.Exit(0)
}

// stubFolder is a folder for the path with the stubs, and nothing else.
func stubFolder(t *testing.T) string {
	t.Helper()
	folder, err := linkStubs()
	require.NoError(t, err)
	return folder
}

var linkStubs = sync.OnceValues(func() (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	folder, err := os.MkdirTemp(box.TempDir(), "stubs-")
	if err != nil {
		return "", err
	}
	for name := range stubs {
		if err := os.Symlink(self, filepath.Join(folder, name)); err != nil {
			return "", err
		}
	}
	return folder, nil
})

// jq is the one in Go, which is no stub.
func jq([]string) error {
	os.Exit(cli.Run())
	return nil
}

// gh is "gh api". Source: https://cli.github.com/manual/gh_api
func gh(args []string) error {
	method, path, filter, silent, fields := http.MethodGet, "", ".", false, map[string]string{}
	for args = args[1:]; len(args) > 0; args = args[1:] {
		switch args[0] {
		case "--paginate":
		case "--silent":
			silent = true
		case "--method", "--jq", "--field", "--raw-field":
			flag, value := args[0], args[1]
			args = args[1:]
			switch name, field, _ := strings.Cut(value, "="); flag {
			case "--method":
				method = value
			case "--jq":
				filter = value
			case "--raw-field":
				fields[name] = field
			case "--field":
				text, err := os.ReadFile(strings.TrimPrefix(field, "@"))
				if err != nil {
					return err
				}
				fields[name] = string(text)
			}
		default:
			path = args[0]
		}
	}
	body, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	token := http.Header{"Authorization": {"token " + os.Getenv("GH_TOKEN")}}
	answer, err := send(method, os.Getenv(stubServer)+"/"+path, token, body)
	if err != nil || silent {
		return err
	}
	return printFiltered(answer, filter)
}

func printFiltered(answer []byte, filter string) error {
	query, err := gojq.Parse(filter)
	if err != nil {
		return err
	}
	code, err := gojq.Compile(query, gojq.WithEnvironLoader(os.Environ))
	if err != nil {
		return err
	}
	var value any
	if err := json.Unmarshal(answer, &value); err != nil {
		return err
	}
	for results := code.Run(value); ; {
		result, ok := results.Next()
		if !ok {
			return nil
		}
		if err, ok := result.(error); ok {
			return err
		}
		fmt.Println(result)
	}
}

// curl sends one request, and fails as --fail does. Source: https://curl.se/docs/manpage.html
func curl(args []string) error {
	method, url, output, header, body := http.MethodGet, "", "", http.Header{}, []byte(nil)
	for ; len(args) > 0; args = args[1:] {
		switch args[0] {
		case "--fail", "--silent", "--show-error", "--location":
		case "--request", "--output", "--header", "--data":
			flag, value := args[0], args[1]
			args = args[1:]
			var err error
			switch text := []byte(value); flag {
			case "--request":
				method = value
			case "--output":
				output = value
			case "--header":
				if value == "@-" {
					text, err = io.ReadAll(os.Stdin)
				}
				name, content, _ := strings.Cut(string(text), ":")
				header.Set(name, strings.TrimSpace(content))
			case "--data":
				if file, ok := strings.CutPrefix(value, "@"); ok {
					text, err = os.ReadFile(file)
				}
				body = text
			}
			if err != nil {
				return err
			}
		default:
			url = args[0]
		}
	}
	url = strings.Replace(url, "https://get.pulumi.com", os.Getenv(stubServer), 1)
	answer, err := send(method, url, header, body)
	if err != nil {
		return err
	}
	if output != "" {
		return os.WriteFile(output, answer, 0o600)
	}
	_, err = os.Stdout.Write(answer)
	return err
}

func send(method, url string, header http.Header, body []byte) ([]byte, error) {
	request, err := http.NewRequest(method, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header = header
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode >= http.StatusBadRequest {
		return nil, fmt.Errorf("%s %s: %s", method, url, response.Status)
	}
	return io.ReadAll(response.Body)
}
