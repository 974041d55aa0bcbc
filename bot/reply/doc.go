// Package reply fits a reply to what a platform can show, and reads a typed answer back as
// one of the choices that a reply offered. The two belong together: what is cut or numbered
// here is what a person can answer.
package reply
