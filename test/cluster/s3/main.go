// s3 ADDRESS BUCKET: keeps objects in memory. This library reads uploads in parts as they are signed, others do not.
package main

import (
	"context"
	"log"
	"net/http"
	"os"

	"github.com/rclone/gofakes3"
	"github.com/rclone/gofakes3/s3mem"
)

func main() {
	store := s3mem.New()
	if err := store.CreateBucket(context.Background(), os.Args[2]); err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.ListenAndServe(os.Args[1], gofakes3.New(store).Server()))
}
