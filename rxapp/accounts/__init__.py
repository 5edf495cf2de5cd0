"""People, who may act for whom, activation, accounts, passwords, sessions."""
