// SPDX-License-Identifier: Apache-2.0

package table

// Where the answers of 2022 are published.
const (
	SurveyRepository = "ossf/wg-securing-software-repos"
	SurveyPath       = "survey/2022/results.csv"
)

// Homepage is the address of the project.
const Homepage = "https://github.com/ossf/package-manager-landscape"
