// SPDX-License-Identifier: Apache-2.0

// Package usage words what is wrong with a command as it was typed: a subcommand that
// there is not, an argument too few or too many, an unknown flag. Each is one line that
// says what to type instead. It also groups the commands of the help.
//
// In comes the tree of commands, out goes the same tree in groups, its checks worded. It may
// import nothing of the module.
package usage
