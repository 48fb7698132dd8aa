// s3: rclone with what deploy/s3.yaml asks of it, `rclone serve s3` and what docs/tutorial.md and deploy/history-server.yaml call; Argo archives logs in one, too.
package main

import (
	_ "github.com/rclone/rclone/backend/local"
	"github.com/rclone/rclone/cmd"
	_ "github.com/rclone/rclone/cmd/lsf"
	_ "github.com/rclone/rclone/cmd/mkdir"
	_ "github.com/rclone/rclone/cmd/rcat"
	_ "github.com/rclone/rclone/cmd/serve/s3"
)

func main() { cmd.Main() }
