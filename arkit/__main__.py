from arkit.cli import main

main()
