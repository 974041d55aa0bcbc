// Package settings has the settings of the program, and finds what is wrong with them.
//
// A setting is one field here, or in internal/app where one command alone has it. Its tags, in the
// language of kong, are its flag, its variable and its description: the command line, the help, the
// file of settings and the tables of the README come from them. A setting with the tag secret is also
// read from the file that its variable names with _FILE behind it, and its value is never printed. Of
// an address with the tag private only the host is.
//
// What belongs here: which settings there are, which values they take, how they fit together, and what
// the rest of the program takes them for, such as a time zone or a desk. What fills them from the
// environment and files is config, and what is made of them, such as a store or an adapter that serves,
// is made in app.
package settings
