// Package manifests holds a test that reads the Kubernetes manifests of deploy/kubernetes as a cluster
// does: each object into the type of its version, where a field that there is not, a field that is there
// twice and a value of another kind are errors. It is a module of its own, as nothing of Kubernetes is part
// of the program.
package manifests
