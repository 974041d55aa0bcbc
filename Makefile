GOLANGCI := go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

.PHONY: check test lint format chat build

check: lint test ## everything that must hold before a change is handed in
	go run . knowledge lint

test:
	go test ./...

lint:
	go vet ./...
	$(GOLANGCI) run

format:
	$(GOLANGCI) fmt

chat: ## talk with the bot
	go run . chat

build: ## one static file
	CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o aktivering .
