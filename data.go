package main

import (
	"context"

	"aktivering/internal/app"
)

// dataCommands are those of an administrator about the database.
type dataCommands struct {
	Outbox outboxCommand `cmd:"" help:"List the replies that wait to be delivered and those that were given up."`
	Retry  retryCommand  `cmd:"" help:"Put replies that were given up back in the outbox."`
	Cases  struct {
		List   casesCommand  `cmd:"" default:"withargs" help:"List cases, and which of the open ones are not at the desk of the settings. This is done without a command, too."`
		Move   moveCommand   `cmd:"" help:"Take open cases to the desk of the settings, after it was moved. The bot that serves posts their cards there, with what was said; the old threads are told."`
		Return returnCommand `cmd:"" help:"Give the conversations of open cases back to the bot: those with the numbers given, or those that are not at the desk of the settings. The bot that serves tells the persons."`
		Close  closeCommand  `cmd:"" help:"Close open cases, whoever has them. The bot that serves tells the persons and the agents, as when an agent closes a case."`
	} `cmd:"" help:"List cases, close them or give them back to the bot, and move them after the desk was moved or removed."`
	Blocks struct {
		List blocksCommand `cmd:"" default:"withargs" help:"List the people of whom nothing is taken in, with who blocked them, why and until when. This is done without a command, too."`
		Lift liftCommand   `cmd:"" help:"End blocks before their time. The bot answers the persons again."`
	} `cmd:"" help:"List the people who are blocked, and lift blocks."`
	Link       linkCommand       `cmd:"" name:"desk-link" help:"Print a link that lets one person in to the desk in the browser, once. It can be used for a day."`
	Workspaces workspacesCommand `cmd:"" help:"List the workspaces of Slack that the app is installed in, or was."`
	Person     personCommand     `cmd:"" help:"Find people by their id or a part of their name."`
	Export     exportCommand     `cmd:"" help:"Print all that is kept of a person, as a JSON object."`
	Forget     forgetCommand     `cmd:"" help:"Erase all that is kept of a person. Open cases are closed, and the bot that serves deletes what desks were shown."`
	Prune      pruneCommand      `cmd:"" help:"Remove what is older than it is to be kept. The bot that serves does it once a day."`
	Backup     backupCommand     `cmd:"" help:"Write a copy of a SQLite database to a file, also while the bot serves."`
	Restore    restoreCommand    `cmd:"" help:"Put a backup in the place of a SQLite database. The one that was there is kept beside it."`
}

// The settings of each command stand in app, and are the command's flags here.
type (
	outboxCommand     struct{ app.OutboxQuery }
	retryCommand      struct{ app.RetryOptions }
	casesCommand      struct{ app.CaseListOptions }
	moveCommand       struct{ app.CasesOptions }
	returnCommand     struct{ app.EndOptions }
	closeCommand      struct{ app.CloseOptions }
	blocksCommand     struct{ app.BlocksOptions }
	liftCommand       struct{ app.LiftOptions }
	linkCommand       struct{ app.LinkOptions }
	workspacesCommand struct{ app.WorkspacesOptions }
	personCommand     struct{ app.FindOptions }
	exportCommand     struct{ app.PersonOptions }
	forgetCommand     struct{ app.ForgetOptions }
	pruneCommand      struct{ app.PruneOptions }
	backupCommand     struct{ app.BackupOptions }
	restoreCommand    struct{ app.RestoreOptions }
)

func (c *outboxCommand) Run(ctx context.Context, a *app.App) error {
	return a.Outbox(ctx, c.OutboxQuery)
}

func (c *linkCommand) Run(ctx context.Context, a *app.App) error {
	return a.DeskLink(ctx, c.LinkOptions)
}

func (c *retryCommand) Run(ctx context.Context, a *app.App) error {
	return a.Retry(ctx, c.RetryOptions)
}

func (c *casesCommand) Run(ctx context.Context, a *app.App) error {
	return a.ListCases(ctx, c.CaseListOptions)
}

func (c *moveCommand) Run(ctx context.Context, a *app.App) error {
	return a.MoveCases(ctx, c.CasesOptions)
}

func (c *returnCommand) Run(ctx context.Context, a *app.App) error {
	return a.ReturnCases(ctx, c.EndOptions)
}

func (c *closeCommand) Run(ctx context.Context, a *app.App) error {
	return a.CloseCases(ctx, c.CloseOptions)
}

func (c *blocksCommand) Run(ctx context.Context, a *app.App) error {
	return a.ListBlocks(ctx, c.BlocksOptions)
}

func (c *liftCommand) Run(ctx context.Context, a *app.App) error {
	return a.LiftBlocks(ctx, c.LiftOptions)
}

func (c *workspacesCommand) Run(ctx context.Context, a *app.App) error {
	return a.ListWorkspaces(ctx, c.WorkspacesOptions)
}

func (c *personCommand) Run(ctx context.Context, a *app.App) error {
	return a.FindPerson(ctx, c.FindOptions)
}

func (c *exportCommand) Run(ctx context.Context, a *app.App) error {
	return a.ExportPerson(ctx, c.PersonOptions)
}

func (c *forgetCommand) Run(ctx context.Context, a *app.App) error {
	return a.ForgetPerson(ctx, c.ForgetOptions)
}

func (c *pruneCommand) Run(ctx context.Context, a *app.App) error {
	return a.Prune(ctx, c.PruneOptions)
}

func (c *backupCommand) Run(ctx context.Context, a *app.App) error {
	return a.Backup(ctx, c.BackupOptions)
}

func (c *restoreCommand) Run(ctx context.Context, a *app.App) error {
	return a.Restore(ctx, c.RestoreOptions)
}
