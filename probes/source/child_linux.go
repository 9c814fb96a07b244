// SPDX-License-Identifier: Apache-2.0

package source

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// alone puts a command into a process group of its own, which is killed as a
// whole: what git starts ends with it.
func alone(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}

// confine bounds memory and processor time of a process. One that has ended
// already needs no bounds.
func confine(pid int) {
	for resource, limit := range map[int]uint64{unix.RLIMIT_DATA: callMemory, unix.RLIMIT_CPU: callCPU, unix.RLIMIT_CORE: 0} {
		_ = unix.Prlimit(pid, resource, &unix.Rlimit{Cur: limit, Max: limit}, nil)
	}
}
