print("hyperwall")
