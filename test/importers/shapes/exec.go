package main
import "os/exec"
func main() {
	cmd := exec.Command("spark-submit", "--master", master, "--deploy-mode", "cluster", "--conf", "spark.kubernetes.container.image="+image, "--conf", fmt.Sprintf("spark.executor.instances=%d", n), "--class", "a.B", "local:///a.jar")
	cmd.Run()
}
