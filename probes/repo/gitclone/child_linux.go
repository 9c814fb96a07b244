// SPDX-License-Identifier: Apache-2.0

package gitclone

import (
	"io"
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// ownProcessGroup puts a command into a process group of its own, which is ended as a
// whole: what git starts ends with it. A gentle end lets git remove what it has
// begun to write.
func ownProcessGroup(cmd *exec.Cmd, gently bool) {
	end := syscall.SIGKILL
	if gently {
		end = syscall.SIGTERM
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, end) }
}

// limitResources bounds memory and processor time of a process. One that has ended
// already needs no bounds.
func limitResources(pid int) {
	for resource, limit := range map[int]uint64{unix.RLIMIT_DATA: callMemory, unix.RLIMIT_CPU: callCPU, unix.RLIMIT_CORE: 0} {
		_ = unix.Prlimit(pid, resource, &unix.Rlimit{Cur: limit, Max: limit}, nil)
	}
}

// pipeBytes is how much of git's output may wait for its reader, at most what Linux
// lets any user ask for: the two then take turns less often.
const pipeBytes = 1 << 20

// widenPipe makes room in a pipe. One that stays narrow works as well.
func widenPipe(out io.Reader) {
	if file, ok := out.(*os.File); ok {
		if conn, err := file.SyscallConn(); err == nil {
			_ = conn.Control(func(fd uintptr) { _, _ = unix.FcntlInt(fd, unix.F_SETPIPE_SZ, pipeBytes) })
		}
	}
}

// lockFile takes a file for this process alone, until it ends.
func lockFile(file *os.File) error { return unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB) }
