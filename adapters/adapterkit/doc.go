// Package adapterkit holds what adapters share: requests that are verified before
// anything is made of them ([Intake]), and HTTP clients that are led nowhere else
// ([NewClient]). It knows no platform and makes no decisions.
package adapterkit
