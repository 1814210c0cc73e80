"""Example Bank: a made-up firm that lets people sign in with Tayseer; a program of its own, as strangers write them."""
