package eks

import (
	"maps"
	"slices"
	"time"
)

// SageMaker's public hub belongs to no account of a customer's: "aws" stands for the account in its ARN.
const (
	publicHub        = "SageMakerPublicHub"
	publicHubAccount = "aws"
)

const (
	modelContent        = "Model"
	hubContentVersion   = "1.0.0"
	hubDocumentVersion  = "2.3.0"
	hubContentAvailable = "Available"
)

// HubModel is a model of SageMaker's public hub.
type HubModel struct {
	// Name of the model, such as meta-textgeneration-llama-3-2-1b.
	Name string
	// Document describes the model, as JSON.
	Document string
	// Keywords to find it by, such as @recipe:finetuning.
	Keywords []string
}

type hubModel struct {
	HubModel
	createdAt time.Time
}

// AddHubModel adds a model to SageMaker's public hub, or replaces the one of that name.
func (s *Server) AddHubModel(m HubModel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hubModels[m.Name] = hubModel{m, s.now()}
}

type describeHubContentInput struct {
	HubName           string
	HubContentType    string
	HubContentName    string
	HubContentVersion string
}

// onHubContent is the hub and its content: AWS's managed policies that allow this action name both.
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonBedrockFullAccess.html
func (s *Server) onHubContent(input describeHubContentInput) []string {
	return []string{s.hubARN(input.HubName), s.hubContentARN(input.HubName, input.HubContentType, input.HubContentName)}
}

func (s *Server) hubARN(hub string) string {
	return s.sageMakerARN(s.hubAccount(hub), "hub/"+hub)
}

func (s *Server) hubContentARN(hub, kind, name string) string {
	return s.sageMakerARN(s.hubAccount(hub), "hub-content/"+hub+"/"+kind+"/"+name)
}

func (s *Server) hubAccount(hub string) string {
	if hub == publicHub {
		return publicHubAccount
	}
	return s.config.AccountID
}

// describeHubContent knows one version of each model. AWS's words for what does not exist are not known.
// https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeHubContent.html
func (s *Server) describeHubContent(input describeHubContentInput) (any, error) {
	found, ok := s.hubModels[input.HubContentName]
	known := input.HubName == publicHub && input.HubContentType == modelContent &&
		(input.HubContentVersion == "" || input.HubContentVersion == hubContentVersion)
	if !ok || !known {
		return nil, sageMakerNotFound("Hub content %s does not exist.", s.hubContentARN(input.HubName, input.HubContentType, input.HubContentName))
	}
	answer := s.hubContentInfo(found)
	answer["HubName"], answer["HubArn"], answer["HubContentDocument"] = publicHub, s.hubARN(publicHub), found.Document
	return answer, nil
}

// hubContentInfo is what a description and a summary have in common.
func (s *Server) hubContentInfo(m hubModel) map[string]any {
	return map[string]any{
		"HubContentName": m.Name, "HubContentArn": s.hubContentARN(publicHub, modelContent, m.Name) + "/" + hubContentVersion,
		"HubContentType": modelContent, "HubContentVersion": hubContentVersion, "DocumentSchemaVersion": hubDocumentVersion,
		"HubContentStatus": hubContentAvailable, "HubContentDisplayName": m.Name, "HubContentDescription": m.Name,
		"HubContentSearchKeywords": orEmpty(m.Keywords), "CreationTime": timestamp(m.createdAt),
	}
}

type listHubContentsInput struct {
	HubName        string
	HubContentType string
	NameContains   string
	pageInput
}

func (s *Server) onHub(input listHubContentsInput) []string { return []string{s.hubARN(input.HubName)} }

// listHubContents lists by name.
// https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListHubContents.html
func (s *Server) listHubContents(input listHubContentsInput) (any, error) {
	if input.HubName != publicHub || input.HubContentType != modelContent {
		return nil, sageMakerNotFound("Hub %s does not exist, or not with contents of type %s.", s.hubARN(input.HubName), input.HubContentType)
	}
	names, next, err := input.page(slices.Sorted(maps.Keys(s.hubModels)), input.NameContains)
	if err != nil {
		return nil, err
	}
	summaries := []map[string]any{}
	for _, name := range names {
		summaries = append(summaries, s.hubContentInfo(s.hubModels[name]))
	}
	return map[string]any{"HubContentSummaries": summaries, "NextToken": next}, nil
}
