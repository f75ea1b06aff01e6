"""The pages a shopper sees, rendered whole on the server; the viewer's script only brings them to life."""
