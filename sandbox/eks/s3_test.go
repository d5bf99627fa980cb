package eks

import (
	"io"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/stretchr/testify/require"
)

func (a account) getS3(t *testing.T, key Credentials, bucket, object string) (string, error) {
	t.Helper()
	client := s3.New(s3.Options{
		Region: testRegion, BaseEndpoint: &a.url, RetryMaxAttempts: 1, Credentials: credentials.StaticCredentialsProvider{Value: key},
	})
	got, err := client.GetObject(t.Context(), &s3.GetObjectInput{Bucket: &bucket, Key: &object})
	if err != nil {
		return "", err
	}
	content, err := io.ReadAll(got.Body)
	require.NoError(t, err)
	return string(content), got.Body.Close()
}

func TestGetObject(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	// Names that other services have paths for, and characters that S3 signs in another way.
	a.PutObject("clusters", "recipes/a b+c/ä.json", []byte("{}"))

	content, err := a.getS3(t, a.admin, "clusters", "recipes/a b+c/ä.json")
	require.NoError(t, err)
	require.Equal(t, "{}", content)
	_, err = a.getS3(t, a.admin, "clusters", "recipes")
	requireAPIError(t, err, 404, "NoSuchKey", "") // the client has the type of this error only
	_, err = a.getS3(t, a.admin, "other", "recipes")
	requireAPIError(t, err, 404, "NoSuchBucket", "The specified bucket does not exist")
}

func TestGetObjectPermissions(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	a.PutObject("clusters", "recipes/a.json", []byte("{}"))
	key := principalKey(t, a.Server, readerARN, Policy(allowing("s3:GetObject", "arn:aws:s3:::clusters/recipes/*")))
	_, err := a.getS3(t, key, "clusters", "recipes/a.json")
	require.NoError(t, err)
	const refused = "User: arn:aws:sts::111122223333:assumed-role/Reader/session is not authorized to perform: "
	_, err = a.getS3(t, key, "clusters", "a.json")
	requireAPIError(t, err, 403, "AccessDenied", refused+`s3:GetObject on resource: "arn:aws:s3:::clusters/a.json" because no identity-based policy allows the s3:GetObject action`)
	_, err = a.getS3(t, key, "clusters", "recipes/b.json")
	requireAPIError(t, err, 403, "AccessDenied", refused+`s3:ListBucket on resource: "arn:aws:s3:::clusters" because no identity-based policy allows the s3:ListBucket action`)

	key.SecretAccessKey += "x"
	_, err = a.getS3(t, key, "clusters", "recipes/a.json")
	require.ErrorContains(t, err, "SignatureDoesNotMatch")
	a.RemovePrincipal(readerARN)
	_, err = a.getS3(t, key, "clusters", "recipes/a.json")
	require.ErrorContains(t, err, "InvalidAccessKeyId")
}

func TestS3Refuses(t *testing.T) {
	t.Parallel()
	a := newAccount(t)
	client := s3.New(s3.Options{
		Region: testRegion, BaseEndpoint: &a.url, RetryMaxAttempts: 1, Credentials: credentials.StaticCredentialsProvider{Value: a.admin},
	})
	_, err := client.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: aws.String("clusters")})
	requireAPIError(t, err, 501, "NotImplemented", "Of S3, only GetObject of a whole object is covered here.")
	_, err = client.GetObject(t.Context(), &s3.GetObjectInput{Bucket: aws.String("clusters"), Key: aws.String("a"), Range: aws.String("bytes=0-1")})
	require.ErrorContains(t, err, "NotImplemented")
	_, err = client.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: aws.String("clusters"), Key: aws.String("a")})
	require.ErrorContains(t, err, "NotImplemented")
}
